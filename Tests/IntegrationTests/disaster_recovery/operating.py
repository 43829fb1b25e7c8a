"""What an operator asks and does: status, samples, snapshots, refusals, a start in an empty directory, a drill."""

import os
import time

from disaster_recovery.load import log_in, password_of
from disaster_recovery.site import KEY_VARIABLE, STORED, Site
from harness import daemon

WRONG_KEY = "00112233" * 8


class Operating(Site):
    def setUp(self):
        super().setUp()
        self.served = self.serve()
        self.until_following(self.served)

    def make_account(self, name):
        answer = self.served.post(
            "/users", {"username": name, "email": f"{name}@example.org", "password": password_of(name)})
        self.assertEqual((answer.status, answer.headers["X-Replica"]), (201, STORED), answer.body)

    def test_commands_beside_the_daemon(self):
        status = self.json("replica", "status", data_dir=self.data_dir)
        database = next(one for one in status["databases"] if one["name"] == "appliance.db")
        self.assertGreater(database["bytes"], 0)
        self.assertGreaterEqual(database["snapshots"], 1)
        self.assertLess(database["newest"]["age_milliseconds"], 3_600_000)
        self.assertIsNotNone(database["directory"])
        self.assertIn("appliance.db", self.command("replica", "status", data_dir=self.data_dir).stdout.decode())
        self.assertTrue(self.json("replica", "verify"))
        self.assertTrue(self.json("replica", "verify", "--full"))
        made = self.json("replica", "snapshot")["snapshots"]
        self.assertIn("appliance.db", [one["database"] for one in made])
        after = self.json("replica", "status", data_dir=self.data_dir)["databases"][0]
        self.assertGreater(after["snapshots"], database["snapshots"])
        # The daemon does not mind that somebody else wrote a snapshot and a manifest.
        self.make_account("grace")
        restored = str(self.folder / "restored")
        self.json("replica", "restore", "--to", restored)
        self.assertIn(("grace",), self.rows(restored, "SELECT username FROM users"))

    def test_metrics(self):
        self.make_account("grace")
        lag = self.metric(self.served, "replica_lag_seconds", database="appliance.db")
        self.assertIsNotNone(lag)
        self.assertLess(lag, 5)
        self.assertIsNotNone(self.metric(self.served, "replica_errors_total"))

    def test_refusals(self):
        occupied = self.command("replica", "restore", "--to", self.data_dir, code=1)
        self.assertIn(b"is there already", occupied.stderr)
        # Nothing of the store is legible without the key.
        daemon.settings[KEY_VARIABLE] = WRONG_KEY
        target = str(self.folder / "wrong")
        for arguments in (("restore", "--to", target), ("status",)):
            with self.subTest(arguments[0]):
                refused = daemon.run("replica", *arguments)
                self.assertEqual(refused.returncode, 1, refused.stdout + refused.stderr)
                self.assertRegex(refused.stderr.decode(), r"another master key|Give the key that was written down")
        self.assertFalse(os.path.exists(target))
        del daemon.settings[KEY_VARIABLE]
        missing = self.command("replica", "restore", "--to", target, code=1)
        self.assertIn(b"replica.encryption_key is not set", missing.stderr)

    def test_nothing_is_legible_in_the_store(self):
        self.make_account("legibility")
        found = self.store.bucket.list("appliance/")
        self.assertGreater(len(found), 3)
        for key, _ in found:
            self.assertNotIn(b"legibility", self.store.bucket.get(key), key)

    def test_an_empty_directory(self):
        self.make_account("grace")
        self.served.stop()
        empty = self.folder / "third" / "data"
        empty.parent.mkdir()
        refused = self.command("serve", "--port", "0", data_dir=empty, code=1)
        self.assertIn(b"replica restore", refused.stderr)
        self.assertFalse((empty / "appliance.db").exists())
        began = time.monotonic()
        served = self.serve(str(empty), "--restore")
        self.assertLess(time.monotonic() - began, 30)
        self.assertEqual(log_in(served, "grace").status, 200)
        self.until_following(served)

    def test_drill(self):
        before = self.newest()
        report = self.json("drill", "--local", "--seconds", "3", timeout=300)
        self.assertIs(report["kept"], True, report["broken_promises"])
        self.assertEqual(report["broken_promises"], [])
        self.assertGreater(report["acknowledged"]["users"], 0)
        self.assertLess(report["rpo_milliseconds"], 1_000)
        self.assertLess(report["rto_milliseconds"], 60_000)
        self.assertTrue(report["steps"])
        self.assertEqual(self.newest()[0], before[0], "a drill wrote to the appliance's replica")
