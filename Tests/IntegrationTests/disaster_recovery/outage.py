"""The store hangs, and is gone, while the daemon serves: nobody waits long, nothing is lost, and it catches up."""

import shutil
import time

from disaster_recovery.load import ROW
from disaster_recovery.site import PENDING, STORED, Site

DOWN_SECONDS = 20
# `replica.acknowledge_ms` is 2,000; a busy machine comes on top.
LONGEST_ANSWER_SECONDS = 5
CATCHES_UP_SECONDS = 60


class Outage(Site):
    def test_hanging_and_gone(self):
        served = self.serve()
        self.until_following(served)
        self.assertIsNotNone(self.metric(served, "replica_lag_seconds", database="appliance.db"))
        for down, up in ((self.store.freeze, self.store.thaw), (self.store.stop, self.store.start)):
            with self.subTest(down.__name__):
                self.outage(served, down, up)
        served.kill()
        shutil.rmtree(self.data_dir)
        restored = str(self.folder / "restored")
        self.json("replica", "restore", "--to", restored)
        names = {row[0] for row in self.rows(restored, "SELECT name FROM api_keys")}
        self.assertLessEqual({f"{down} {number}" for down in ("freeze", "stop") for number in range(3)}, names)

    def outage(self, served, down, up):
        down()
        ended = time.monotonic() + DOWN_SECONDS
        predictions = number = 0
        slowest, most = 0, 0
        try:
            while time.monotonic() < ended:
                began = time.monotonic()
                self.assertEqual(served.post("/predict", ROW).status, 200)
                slowest = max(slowest, time.monotonic() - began)
                predictions += 1
                if number < 3 and predictions % 20 == 0:
                    began = time.monotonic()
                    answer = served.post("/api-keys", {"name": f"{down.__name__} {number}"})
                    self.assertEqual((answer.status, answer.headers["X-Replica"]), (201, PENDING))
                    self.assertLess(time.monotonic() - began, LONGEST_ANSWER_SECONDS)
                    number += 1
                most = max(most, self.metric(served, "replica_lag_seconds", database="appliance.db") or 0)
                time.sleep(0.05)
        finally:
            up()
        self.assertLess(slowest, 1, "a prediction waited for the store")
        self.assertGreater(most, 5, "the lag did not tell of the outage")
        self.assertEqual(number, 3)
        self.within(
            CATCHES_UP_SECONDS, lambda: self.metric(served, "replica_lag_seconds", database="appliance.db") < 1,
            f"it did not catch up: {served.tail()}", pause=0.5)
        answer = served.post("/api-keys", {"name": f"{down.__name__} over"})
        self.assertEqual(answer.headers["X-Replica"], STORED, served.tail())
