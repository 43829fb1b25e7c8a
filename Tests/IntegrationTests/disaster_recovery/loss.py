"""The machine is lost under load: killed and deleted; what was acknowledged comes back."""

import datetime
import hashlib
import shutil
import sys
import time

from disaster_recovery.load import Load, log_in
from disaster_recovery.site import STORED, Site

LOAD_SECONDS = 6
# Usage is flushed each second, and the flush is in the replica well within another.
USAGE_SECONDS = 2
# Writes stop for so long around the moment that is restored.
QUIET_SECONDS = 3


def rfc3339(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).isoformat(timespec="milliseconds").replace(
        "+00:00", "Z")


class Loss(Site):
    def test_killed_and_deleted_under_load(self):
        served = self.serve()
        self.until_following(served)
        counted = self.predictions_counted(self.data_dir)
        load = Load(served, "ada")
        time.sleep(LOAD_SECONDS)
        killed = time.monotonic()
        served.kill()
        shutil.rmtree(self.data_dir)
        load.join()
        self.check_that_it_was_a_load(load)

        began = time.monotonic()
        second = str(self.folder / "second")
        restored = self.json("replica", "restore", "--to", second)
        self.assertIs(restored["is_newest"], True)
        lost_at = self.predictions_counted(second) - counted
        safe = sum(when < killed - USAGE_SECONDS for when in load.predictions)
        self.assertGreaterEqual(lost_at, safe, f"predictions of {len(load.predictions)} answered")
        self.assertLessEqual(lost_at, load.sent_predictions)
        served = self.serve(second)
        self.assertEqual(served.post("/predict", {"data": {"pm25": 40}}).status, 200)
        recovered = time.monotonic() - began
        self.check_what_was_acknowledged(served, load)
        # The new daemon goes on with the replica.
        self.until_following(served)
        self.assertEqual(served.stop(), 0)
        verified = self.command("verify", data_dir=second)
        self.assertEqual(verified.returncode, 0)
        # The last count that came back stands for the moment up to which usage is whole.
        answered = sorted(load.predictions)
        age = killed - answered[min(lost_at, len(answered)) - 1] if lost_at else killed - answered[0]
        print(f"{len(load.accounts)} accounts, {len(load.keys)} keys, {len(load.models)} models, "
              f"{len(load.promotions)} promotions acknowledged, none lost; {max(0, len(answered) - lost_at)} of "
              f"{len(answered)} predictions not counted, the last {age:.2f} s; back after {recovered:.2f} s",
              file=sys.stderr)

    def check_that_it_was_a_load(self, load):
        self.assertEqual(load.refused, [])
        for what in (load.accounts, load.keys, load.models, load.promotions):
            self.assertGreaterEqual(len(what), 2, "too little was acknowledged before the kill")
        self.assertGreater(len(load.predictions), 50)

    def check_what_was_acknowledged(self, served, load):
        for name in load.accounts:
            self.assertEqual(log_in(served, name).status, 200, name)
        for key in load.keys:
            self.assertEqual(served.ask("GET", "/models", key=key).status, 200, "an acknowledged key")
        for model, digest in load.models.items():
            answer = served.get(f"/models/{model}/download")
            self.assertEqual((answer.status, hashlib.sha256(answer.body).hexdigest()), (200, digest))
        production = [model for model in load.models if served.get(f"/models/{model}").json()["stage"] == "production"]
        # One that was begun behind the last acknowledged one may have been committed.
        possible = {load.promotions[-1], load.begun_promotions[-1]}
        self.assertEqual(len(production), 1)
        self.assertIn(production[0], possible)

    def test_a_moment_of_the_past(self):
        served = self.serve()
        self.until_following(served)
        before = Load(served, "before")
        time.sleep(2)
        before.finish()
        # The flush of usage and the segment behind it.
        time.sleep(QUIET_SECONDS)
        moment = time.time()
        timeline, sequence = self.newest()
        time.sleep(QUIET_SECONDS)
        after = Load(served, "after")
        time.sleep(2)
        after.finish()
        self.assertEqual(before.refused + after.refused, [])
        self.assertTrue(before.accounts and after.accounts)
        served.kill()
        shutil.rmtree(self.data_dir)
        for name, options in (("time", ("--at", rfc3339(moment))), ("sequence", ("--seq", sequence))):
            with self.subTest(name):
                past = str(self.folder / name)
                restored = self.json("replica", "restore", "--to", past, *options)
                self.assertIs(restored["is_newest"], False)
                self.assertEqual(restored["appliance"]["timeline"], timeline)
                names = {row[0] for row in self.rows(past, "SELECT username FROM users")}
                self.assertLessEqual(set(before.accounts), names)
                self.assertFalse({one for one in names if one.startswith("after")})
        served = self.serve(str(self.folder / "time"))
        for name in before.accounts:
            self.assertEqual(log_in(served, name).status, 200, name)
        self.until_following(served)
        self.assertGreater(self.newest()[0], timeline, "a restored directory begins a timeline")
        # What came after that moment stays restorable as its own timeline's; the newest end is the new one's.
        self.assertEqual(served.post("/api-keys", {"name": "onwards"}).headers["X-Replica"], STORED)
