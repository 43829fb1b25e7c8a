"""Lag from commit to durable in the store, seen from outside and alike for whoever replicates.

One process writes commits and notes when each returned. Another lists the store some fifty times a second and notes
when each new object is there. Afterwards the state behind each object is restored: it has the number of the last commit
in it. A commit is durable once the first object whose state has it is there, and all objects before that one.
"""
import bisect
import pathlib
import threading
import time

from disaster_recovery import seaweed

POLL_SECONDS = 0.01


class Watcher:
    """When each object under a prefix was there for the first time, in seconds since 1970."""

    def __init__(self, store, prefix):
        # A connection of its own.
        self.bucket, self.prefix = seaweed.Bucket(store.port, store.bucket.name), prefix
        self.before = [key for key, _ in self.bucket.list(prefix)]
        self.seen = {}
        self.error = None
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        last = self.before[-1] if self.before else ""
        try:
            while not self.ended.is_set():
                for key, _ in self.bucket.list(self.prefix, last):
                    self.seen[key] = time.time()
                    last = max(last, key)
                time.sleep(POLL_SECONDS)
        except Exception as error:  # reported by stop(): a thread's own traceback would be lost
            self.error = error

    def stop(self):
        self.ended.set()
        self.thread.join()
        if self.error:
            raise SystemExit(f"the store could not be watched: {self.error!r}")
        if not self.seen:
            raise SystemExit(f"nothing came to {self.prefix}: no lag was measured")
        return self.seen


def of_commits(file, seen, last_commits):
    """The lag of each commit in milliseconds; `last_commits` has the last commit behind each object."""
    keys = sorted(seen)
    ends, times = [], []
    for key in keys:
        ends.append(last_commits[key])
        times.append(max(seen[key], times[-1] if times else 0))
    if ends != sorted(ends):
        raise SystemExit("the states behind later objects have fewer commits than those behind earlier ones")
    lags = []
    for line in pathlib.Path(file).read_text().splitlines():
        commit, nanoseconds = map(int, line.split())
        index = bisect.bisect_left(ends, commit)
        if index == len(ends):
            raise SystemExit(f"commit {commit} never came to the store")
        lags.append(max(0.0, times[index] - nanoseconds / 1e9) * 1000)
    if not lags:
        raise SystemExit("no commit was noted: no lag was measured")
    return lags


def summary(lags):
    """p50, p99 and the most."""
    lags = sorted(lags)
    return [lags[min(len(lags) - 1, int(len(lags) * part))] for part in (0.5, 0.99, 1)]
