"""A standby follows a primary under load, answers reads, refuses changes, and takes over when the primary is killed."""

import json
import os
import pathlib
import sys
import tempfile
import time
import unittest

from disaster_recovery.load import ROW, Load, log_in, password_of
from harness import daemon

KEY_VARIABLE = "GEOCLIMATE_REPLICA_ENCRYPTION_KEY"
# A user made on the primary can log in on the standby within this time.
FOLLOWS_SECONDS = 2
# What a busy machine may add to that.
GRACE_SECONDS = 3
PROMOTES_SECONDS = 60
FENCED_SECONDS = 60
LOAD_SECONDS = 6
CONFIGURATION = """\
limits: {anonymous.requests_per_minute: 1000000, anonymous.burst: 1000000}
auth: {lockout: {address_failures: 100000}}
"""


class Failover(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="geoclimate-standby-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("first", "second", "store"):
            (self.folder / name).mkdir(mode=0o700)
        self.first_dir, self.second_dir = (str(self.folder / name / "data") for name in ("first", "second"))
        self.addCleanup(daemon.settings.clear)
        daemon.settings.clear()
        daemon.make_demo_data(self.first_dir)
        self.key = daemon.administrator_key(self.first_dir)
        self.config = self.folder / "config.yaml"
        self.config.write_text(CONFIGURATION)
        self.url = f"file://{self.folder / 'store'}"
        daemon.settings[KEY_VARIABLE] = "5ca1ab1e" * 8
        self.primary = self.serve(self.first_dir, url=self.url)
        self.within(60, self.is_stored, "no change reached the replica")

    def serve(self, data_dir, *arguments, url=None, ready=True):
        """A daemon with the administrator's key; `url` is its replica's."""
        if url is not None:
            daemon.settings["GEOCLIMATE_REPLICA_URL"] = url
        try:
            served = daemon.Daemon(
                data_dir, "serve", "--config", self.config, *arguments, ready=ready, administrator=False)
        finally:
            daemon.settings.pop("GEOCLIMATE_REPLICA_URL", None)
        served.key = self.key
        self.addCleanup(lambda: served.process.poll() is None and served.kill())
        return served

    def follow(self):
        return self.serve(self.second_dir, "--follow", self.url)

    def is_stored(self):
        answer = self.primary.post("/api-keys", {"name": f"{time.monotonic_ns()}", "scopes": ["model:read"]})
        self.assertEqual(answer.status, 201, answer.body)
        self.primary.request("DELETE", f"/api-keys/{answer.json()['id']}")
        return answer.headers["X-Replica"] == "stored"

    def within(self, seconds, condition, message, pause=0.05):
        began = time.monotonic()
        while not condition():
            self.assertLess(time.monotonic() - began, seconds, message)
            time.sleep(pause)
        return time.monotonic() - began

    @staticmethod
    def make_user(served, name):
        return served.post("/users", {"username": name, "email": f"{name}@example.org", "password": password_of(name)})

    def ready(self, served):
        """The body of /health/ready; nil while nobody answers."""
        try:
            return served.get("/health/ready").json()
        except (OSError, ValueError):
            return None

    def promote(self, data_dir, code=0):
        done = daemon.run("replica", "promote", "--yes", "--json", data_dir=data_dir, timeout=PROMOTES_SECONDS)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return json.loads(done.stdout) if code == 0 else done.stderr.decode()

    def check_that_it_refuses(self, standby):
        for method, path, body in (
                ("POST", "/users", {}), ("POST", "/api-keys", {"name": "no"}), ("DELETE", "/models/x", None),
                ("PATCH", "/users/me", {}), ("POST", "/models?model_name=n", b"{}"), ("POST", "/token/revoke", None)):
            with self.subTest(f"{method} {path}"):
                answer = standby.request(method, path, body)
                self.assertEqual(answer.status, 503, answer.body)
                self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
                self.assertIn("geoclimate replica promote", answer.json()["detail"])
                self.assertTrue(answer.headers["Retry-After"])

    def new_address(self, served):
        """The restarted daemon announces itself on standard output again."""
        served.began = time.monotonic()
        served.wait_until_ready()

    def test_takes_over_from_a_primary_that_was_killed(self):
        standby = self.follow()
        ready = standby.get("/health/ready")
        self.assertEqual((ready.status, ready.json()["role"]), (200, "standby"), ready.body)
        self.assertNotIn("role", self.ready(self.primary))
        load = Load(self.primary, "ada")
        slowest = 0
        for number in range(5):
            name = f"seen{number}"
            self.assertEqual(self.make_user(self.primary, name).headers["X-Replica"], "stored")
            took = self.within(
                FOLLOWS_SECONDS + GRACE_SECONDS, lambda name=name: log_in(standby, name).status == 200,
                f"{name} cannot log in: {standby.tail()}")
            slowest = max(slowest, took)
            # What the standby itself writes, such as that login, does not get into its next copies.
            time.sleep(LOAD_SECONDS / 5)
        self.check_that_it_refuses(standby)
        self.assertIn("replica_standby_lag_seconds", standby.get("/metrics").body.decode())
        self.assertLess(self.ready(standby)["lag_seconds"], 10)
        self.primary.kill()
        load.join()
        self.assertEqual(load.refused, [])
        self.assertGreater(len(load.accounts), 10)
        pid = standby.process.pid
        began = time.monotonic()
        promoted = self.promote(self.second_dir)
        self.assertIs(promoted["restarts"], True)
        self.new_address(standby)
        took_over = time.monotonic() - began
        self.assertEqual(standby.process.pid, pid)
        self.assertIsNone(standby.process.poll())
        self.assertNotIn("role", self.ready(standby))
        for name in load.accounts + [f"seen{number}" for number in range(5)]:
            self.assertEqual(log_in(standby, name).status, 200, name)
        self.within(
            60, lambda: self.make_user(standby, f"u{time.monotonic_ns()}").headers["X-Replica"] == "stored",
            f"the promoted one does not replicate: {standby.tail()}", pause=0.5)
        self.check_what_is_left()
        # The old primary finds that somebody else went on.
        old = self.serve(self.first_dir, url=self.url, ready=False)
        self.within(FENCED_SECONDS, lambda: old.process.poll() is not None, f"it still serves: {old.tail()}", 0.2)
        self.assertNotEqual(old.process.returncode, 0, old.tail())
        self.assertRegex(old.tail(), "another|promote|timeline")
        # It stops as every daemon does, and is a primary when it is started as it was.
        self.assertEqual(standby.stop(), 0, standby.tail())
        again = self.follow()
        self.assertNotIn("role", self.ready(again))
        self.assertEqual(log_in(again, load.accounts[-1]).status, 200)
        print(f"seen after at most {slowest:.2f} s, took over in {took_over:.2f} s, {len(load.accounts)} users kept",
              file=sys.stderr)

    def check_what_is_left(self):
        names = set(os.listdir(self.second_dir))
        self.assertFalse({one for one in names if one.startswith("standby-")}, names)
        self.assertIn("appliance.db", names)

    def test_predicts_the_same(self):
        standby = self.follow()
        for row in ({"pm25": 40}, {"pm25": 1e-3, "no2": 7.25}, {}):
            with self.subTest(row):
                here, there = (served.post("/predict", {"data": row}) for served in (self.primary, standby))
                self.assertEqual((here.status, there.status), (200, 200), there.body)
                self.assertEqual(here.json()["predictions"], there.json()["predictions"])
        self.assertEqual(standby.post("/predict", ROW).status, 200)

    def test_restarts_and_is_promoted_without_a_daemon(self):
        standby = self.follow()
        standby.kill()
        self.assertEqual(self.make_user(self.primary, "meanwhile").headers["X-Replica"], "stored")
        standby = self.follow()
        self.assertEqual(log_in(standby, "meanwhile").status, 200)
        self.assertEqual(standby.stop(), 0, standby.tail())
        # Commands leave the directory alone, and so does a daemon that is not told to follow.
        for arguments in (("user", "list"), ("serve", "--port", "0")):
            refused = daemon.run(*arguments, data_dir=self.second_dir)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn(b"standby", refused.stderr)
        self.assertIn("replica.url", self.promote(self.second_dir, code=1))
        self.primary.kill()
        daemon.settings["GEOCLIMATE_REPLICA_URL"] = self.url
        self.assertIs(self.promote(self.second_dir)["restarts"], False)
        promoted = self.serve(self.second_dir, url=self.url)
        self.assertEqual(log_in(promoted, "meanwhile").status, 200)
        self.within(
            60, lambda: self.make_user(promoted, f"u{time.monotonic_ns()}").headers["X-Replica"] == "stored",
            f"it does not replicate: {promoted.tail()}", pause=0.5)

    def test_a_directory_with_a_database_is_left_alone(self):
        refused = daemon.run("serve", "--port", "0", "--follow", self.url, data_dir=self.first_dir, timeout=60)
        self.assertEqual(refused.returncode, 1, refused.stderr)
        other = str(self.folder / "other" / "data")
        os.mkdir(self.folder / "other")
        daemon.make_demo_data(other)
        refused = daemon.run("serve", "--port", "0", "--follow", self.url, data_dir=other, timeout=60)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b"has a database of its own", refused.stderr)
