"""Whether the time of a refused login tells names that somebody has from names that nobody has: Welch's t-test.

It runs at full strength, so 10,000 logins of each kind take about an hour and a half on two cores:
GEOCLIMATE_LOGINS=10000 Tests/IntegrationTests/run accounts. The lane alone takes 60 of each, which finds a missing dummy
hash (a difference of a hundred milliseconds) but nothing finer; `LoginTimingTests` compares 10,000 of each with the hash
made cheap, so that everything around it is what is measured.
"""

import math
import os
import random
import statistics
import sys
import time

from accounts.people import People, log_in
from harness import daemon

LOGINS = int(os.environ.get("GEOCLIMATE_LOGINS", "60"))
MOST_T = 4.5


def welch(left, right):
    error = math.sqrt(statistics.variance(left) / len(left) + statistics.variance(right) / len(right))
    return (statistics.fmean(left) - statistics.fmean(right)) / error


class Timing(People):
    def test_known_and_unknown_names_take_as_long(self):
        self.make_user("known")
        # Without waits: the address may fail as often as it likes, and each name is locked by an operator only.
        config = self.folder / "config.yaml"
        config.write_text("auth:\n  lockout: {failures: 100, address_failures: 100000}\n"
                          "limits:\n  anonymous.requests_per_minute: 1000000\n  anonymous.burst: 1000000\n")
        names = {"known": [f"known{index}" for index in range(LOGINS // 40 + 1)]}
        for name in names["known"]:
            self.make_user(name)
        names["unknown"] = [f"nobody{index}" for index in range(LOGINS // 40 + 1)]
        seconds = {"known": [], "unknown": []}
        with daemon.Daemon(self.data_dir, "serve", "--config", config, administrator=False) as served:
            order = ["known", "unknown"] * LOGINS
            random.Random(1).shuffle(order)
            for kind in order:
                name = names[kind][len(seconds[kind]) // 40]
                began = time.perf_counter()
                answer = log_in(served, name, "wrong wrong wrong wrong")
                seconds[kind].append(time.perf_counter() - began)
                self.assertIn(answer.status, (400, 401))
        t = welch(seconds["known"], seconds["unknown"])
        print(f"{LOGINS} logins each: known {statistics.fmean(seconds['known']) * 1000:.1f} ms, unknown "
              f"{statistics.fmean(seconds['unknown']) * 1000:.1f} ms, Welch t = {t:.2f}", file=sys.stderr)
        self.assertLess(abs(t), MOST_T)
