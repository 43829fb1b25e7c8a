"""What the tests of accounts share: a data directory, commands on it, and logins over HTTP."""

import pathlib
import re
import sqlite3
import tempfile
import unittest
import urllib.parse

from harness import daemon

PASSWORD = "correct horse battery"
FORM = "application/x-www-form-urlencoded"


class People(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="geoclimate-accounts-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.data_dir = str(self.folder / "data")

    def command(self, *arguments, password=None, code=0):
        """Runs a command on the data directory and checks how it ends."""
        stdin = None if password is None else (password + "\n").encode()
        extra = [] if password is None else ["--password-stdin"]
        done = daemon.run(*arguments, *extra, data_dir=self.data_dir, stdin=stdin)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done

    def make_user(self, name, role="user", password=PASSWORD):
        self.command("user", "create", name, "--email", f"{name}@example.org", "--role", role, password=password)

    def rows(self, sql, *arguments):
        connection = sqlite3.connect(f"file:{self.data_dir}/appliance.db?mode=ro", uri=True)
        try:
            return connection.execute(sql, arguments).fetchall()
        finally:
            connection.close()

    def actions(self):
        return [row[0] for row in self.rows("SELECT action FROM audit_log ORDER BY seq")]


def form(**fields):
    return urllib.parse.urlencode(fields)


def log_in(served, username, password=PASSWORD, **more):
    """The answer of the token endpoint to a name and a password."""
    fields = {"grant_type": "password", "username": username, "password": password, **more}
    return served.post("/token", form(**fields), FORM)


def bearer(answer):
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def setup_link(served):
    """The path of the link that the daemon printed; None where it printed none."""
    links = re.findall(r"http://\S+(/setup\?token=\S+)", served.log_text())
    return links[-1] if links else None
