"""What the tests of disaster recovery share: a store, a directory with the demo's model, and a replica."""

import json
import os
import pathlib
import re
import sqlite3
import tempfile
import time
import unittest

from disaster_recovery import seaweed
from harness import daemon

REACHED_SECONDS = 60
CONFIGURATION = """\
limits: {anonymous.requests_per_minute: 1000000, anonymous.burst: 1000000}
auth: {lockout: {address_failures: 100000}}
"""
STORED, PENDING = "stored", "pending"
KEY_VARIABLE = "GEOCLIMATE_REPLICA_ENCRYPTION_KEY"


class Site(unittest.TestCase):
    """Each test has a folder, a store and a replica of its own; `data_dir` is the appliance's first directory."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="geoclimate-disaster-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.data_dir = str(self.folder / "first" / "data")
        os.mkdir(self.folder / "first")
        self.addCleanup(daemon.settings.clear)
        daemon.settings.clear()
        daemon.make_demo_data(self.data_dir)
        self.administrator_key = daemon.administrator_key(self.data_dir)
        self.config = self.folder / "config.yaml"
        self.config.write_text(CONFIGURATION)
        self.store = seaweed.SeaweedFS(self.folder / "store")
        self.addCleanup(self.store.stop)
        self.set_up_replica()

    def set_up_replica(self):
        """A key that is written down elsewhere, and the variables that a service would have."""
        file = self.folder / "replica.env"
        done = self.command("replica", "key", "--written-down", "--form", "environment", "--to", file)
        printed = done.stdout.decode().split()[0]
        self.assertRegex(printed, r"^[0-9a-f]{64}$")
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        variables = dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
        self.assertEqual(variables[KEY_VARIABLE].strip("\"'"), printed)
        daemon.settings.update(seaweed.ENVIRONMENT, GEOCLIMATE_REPLICA_URL=self.store.location("appliance"))
        daemon.settings[KEY_VARIABLE] = printed

    def command(self, *arguments, code=0, data_dir=None, timeout=300):
        done = daemon.run(*arguments, data_dir=data_dir, timeout=timeout)
        self.assertEqual(
            done.returncode, code, f"{arguments}: {done.stdout.decode()[-1000:]}{done.stderr.decode()[-2000:]}")
        return done

    def json(self, *arguments, code=0, data_dir=None, timeout=300):
        return json.loads(self.command(*arguments, "--json", code=code, data_dir=data_dir, timeout=timeout).stdout)

    def serve(self, data_dir=None, *arguments, ready=True):
        """A daemon with the administrator's key, which is killed at the end where nobody stopped it."""
        data_dir = data_dir or self.data_dir
        served = daemon.Daemon(data_dir, "serve", "--config", self.config, *arguments, ready=ready, administrator=False)
        served.key = self.administrator_key
        self.addCleanup(self.end, served)
        return served

    @staticmethod
    def end(served):
        if served.process.poll() is None:
            served.kill()

    def until_following(self, served):
        """Waits until an answer was acknowledged by the replica."""
        number = 0

        def stored():
            nonlocal number
            number += 1
            answer = served.post("/api-keys", {"name": f"following {number}", "scopes": ["model:read"]})
            self.assertEqual(answer.status, 201, answer.body)
            self.assertEqual(served.request("DELETE", f"/api-keys/{answer.json()['id']}").status, 204)
            return answer.headers["X-Replica"] == STORED

        self.within(REACHED_SECONDS, stored, "no answer was acknowledged by the replica", pause=0.5)

    def within(self, seconds, condition, message, pause=0.1):
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline, message)
            time.sleep(pause)

    @staticmethod
    def rows(data_dir, sql, *arguments):
        connection = sqlite3.connect(f"file:{data_dir}/appliance.db?mode=ro", uri=True)
        try:
            return connection.execute(sql, arguments).fetchall()
        finally:
            connection.close()

    def predictions_counted(self, data_dir):
        report = self.json("usage", "report", "--by", "endpoint", data_dir=data_dir)
        return sum(row["requests"] for row in report["usage"] if row["endpoint"] == "/predict")

    def newest(self):
        """Timeline and sequence at the end of the replica of the accounts."""
        status = self.json("replica", "status")
        database = next(one for one in status["databases"] if one["name"] == "appliance.db")
        return database["newest"]["timeline"], database["newest"]["sequence"]

    def metric(self, served, name, **labels):
        """The value of a sample of /metrics; None where there is none."""
        for line in served.get("/metrics").body.decode().splitlines():
            found = re.fullmatch(rf"{name}(?:\{{(.*)\}})? (\S+)", line)
            if found and all(f'{label}="{value}"' in (found[1] or "") for label, value in labels.items()):
                return float(found[2])
        return None
