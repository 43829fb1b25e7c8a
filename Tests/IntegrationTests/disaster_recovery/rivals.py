"""Two daemons on one replica: one goes on, the other stops and says why."""

import shutil

from disaster_recovery.site import STORED, Site

STOPS_SECONDS = 60


class Rivals(Site):
    def check_that_it_stopped(self, served):
        """It ended by itself, with an error, and a sentence about the replica."""
        self.within(STOPS_SECONDS, lambda: served.process.poll() is not None, f"it still serves: {served.tail()}")
        self.assertNotEqual(served.process.returncode, 0, served.tail())
        self.assertIn("replica", served.tail())
        self.assertRegex(served.tail(), "promote|timeline|another")

    def test_the_old_directory_cannot_go_on(self):
        served = self.serve()
        self.until_following(served)
        served.kill()
        old = str(self.folder / "old" / "data")
        shutil.copytree(self.data_dir, old)
        shutil.rmtree(self.data_dir)
        second = str(self.folder / "second")
        self.json("replica", "restore", "--to", second)
        served = self.serve(second)
        self.until_following(served)
        served.stop()
        end = self.newest()
        rival = self.serve(old, ready=False)
        self.check_that_it_stopped(rival)
        self.assertEqual(self.newest(), end, "the old directory wrote to the replica")
        # Whoever wants the old directory says so.
        self.json("replica", "promote", "--yes", data_dir=old)
        served = self.serve(old)
        self.until_following(served)
        self.assertGreater(self.newest()[0], end[0])

    def test_the_one_that_was_thought_dead(self):
        first = self.serve()
        self.until_following(first)
        second_dir = str(self.folder / "second")
        self.json("replica", "restore", "--to", second_dir)
        second = self.serve(second_dir)
        self.until_following(second)
        try:
            answer = first.post("/api-keys", {"name": "too late"})
            self.assertNotEqual(answer.headers["X-Replica"], STORED, "two daemons were told that their change is safe")
        except OSError:
            pass  # it has stopped already
        self.check_that_it_stopped(first)
        self.assertEqual(second.post("/api-keys", {"name": "goes on"}).headers["X-Replica"], STORED)
