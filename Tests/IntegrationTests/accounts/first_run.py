"""The first administrator: by the link that `serve` prints, and by the command."""

import time

from accounts.people import FORM, PASSWORD, People, form, log_in, setup_link
from harness import daemon


def printed_link(served):
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        link = setup_link(served)
        if link:
            return link
        time.sleep(0.05)
    return None


class FirstRun(People):
    def test_link_and_form(self):
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            self.assertEqual(set(served.announced), {"url"})
            link = printed_link(served)
            self.assertIsNotNone(link, served.tail())
            self.assertIn("geoclimate user create", served.tail())
            page = served.get(link)
            self.assertEqual(page.status, 200, page.body)
            self.assertNotIn(b"<script", page.body)
            self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
            token = link.partition("token=")[2]
            self.assertNotIn(token.encode(), pathlib_bytes(self.data_dir))
            fields = dict(token=token, username="ada", email="ada@example.org", password="short")
            self.assertEqual(served.post("/setup", form(**fields), FORM).status, 422)
            fields["password"] = PASSWORD
            self.assertEqual(served.post("/setup", form(**fields), FORM).status, 200)
            self.assertEqual(served.get(link).status, 404)
            fields["username"] = "eve"
            self.assertEqual(served.post("/setup", form(**fields), FORM).status, 404)
            self.assertEqual(log_in(served, "ada").status, 200)
        self.assertEqual(self.rows("SELECT username, role_name FROM users JOIN user_roles ON user_id = id"),
                         [("ada", "admin")])
        self.assertIn("setup.completed", self.actions())
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            self.assertEqual(log_in(served, "ada").status, 200)
            self.assertEqual(served.log_text().count("/setup?token="), 1, "only the first start printed a link")

    def test_each_start_makes_a_new_link(self):
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            first = printed_link(served)
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            deadline = time.monotonic() + 5
            while served.log_text().count("/setup?token=") < 2 and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertNotEqual(setup_link(served), first)
            self.assertEqual(served.get(first).status, 404)
            self.assertEqual(served.get(setup_link(served)).status, 200)

    def test_command_while_the_daemon_runs(self):
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            link = printed_link(served)
            self.make_user("ada", role="admin")
            self.assertEqual(served.get(link).status, 404)
            self.assertEqual(log_in(served, "ada").status, 200)

    def test_nobody_can_log_in_before(self):
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            for name, password in [("admin", "admin"), ("admin", "password"), ("admin", ""), ("root", "root")]:
                self.assertNotEqual(log_in(served, name, password).status, 200)


def pathlib_bytes(folder):
    """Everything that the data directory holds, as bytes."""
    import pathlib
    return b"".join(path.read_bytes() for path in pathlib.Path(folder).iterdir() if path.is_file())
