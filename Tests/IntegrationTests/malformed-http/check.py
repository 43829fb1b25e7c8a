"""Whatever two programs could read differently is refused, once, and its connection is closed."""

import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import corpus  # noqa: E402
import judges  # noqa: E402
import mutations  # noqa: E402
import wire  # noqa: E402
from harness import daemon, lane  # noqa: E402

LEAST_CASES = 300
MUTATIONS = int(os.environ.get("GEOCLIMATE_MUTATIONS", "3000"))
SEED = int(os.environ.get("GEOCLIMATE_SEED", random.randrange(1 << 32)))
# Below what one address may have open at once.
THREADS = 24


class MalformedHTTP(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="geoclimate-malformed-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        config = pathlib.Path(cls.folder) / "geoclimate.yaml"
        # What strangers may ask is limited, and not what is looked at here.
        config.write_text("limits:\n  anonymous.requests_per_minute: 1000000\n  anonymous.burst: 1000000\n")
        cls.demo = daemon.Daemon(cls.folder + "/data", "demo", "--config", str(config))
        cls.addClassCleanup(cls.demo.kill)
        host, port = cls.demo.address.split(":")
        cls.address = (host, int(port))

    @classmethod
    def ask_all(cls, cases, function):
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            return list(zip(cases, pool.map(function, cases), strict=True))

    def test_every_malformed_request_is_refused_once_and_its_connection_closed(self):
        cases = corpus.refused_cases()
        self.assertGreaterEqual(len(cases), LEAST_CASES)
        for (name, _, statuses), (closed, received) in self.ask_all(
                cases, lambda case: wire.exchange(self.address, case[1] + corpus.TRAP)):
            with self.subTest(name):
                found, rest = wire.answers(received)
                self.assertEqual(len(found), 1, found)
                self.assertEqual(rest, b"")
                self.assertTrue(closed, "the connection stayed open")
                answer = found[0]
                self.assertIn(answer.status, statuses, answer)
                self.assertTrue(answer.closes)
                self.assertEqual(answer.fields["content-type"], "application/problem+json")
                problem = json.loads(answer.body)
                self.assertEqual(problem["status"], answer.status)
                self.assertEqual(problem["instance"], answer.fields["x-request-id"])
                self.assertEqual(answer.fields["x-content-type-options"], "nosniff")
        print(f"{len(cases)} malformed requests refused", file=sys.stderr)

    def test_what_is_only_unusual_is_answered_and_the_connection_used_again(self):
        cases = corpus.accepted_cases()
        for (name, data, statuses), (_, received) in self.ask_all(
                cases, lambda case: wire.exchange(self.address, case[1] + corpus.TRAP, half_close=True)):
            with self.subTest(name):
                found, rest = wire.answers(received)
                self.assertEqual([a.status in statuses for a in found[:1]] + [a.status for a in found[1:]], [True, 200], found)
                self.assertEqual(rest, b"")
                self.assertEqual(judges.h11_verdict(data + corpus.TRAP), (2, False), "h11 thinks otherwise")

    def test_whatever_h11_refuses_is_refused_here(self):
        print(f"GEOCLIMATE_SEED={SEED}", file=sys.stderr)
        cases = [data + corpus.TRAP for _, data, _ in corpus.refused_cases()] + list(mutations.cases(SEED, MUTATIONS))
        refused = stricter = 0
        for data, (_, received) in self.ask_all(cases, lambda case: wire.exchange(self.address, case, half_close=True)):
            seen, is_refused = judges.h11_verdict(data)
            found, rest = wire.answers(received)
            # A request whose body is malformed may be refused for what its head asks, before anybody reads the body.
            served = [a for a in found if not (a.closes and a.status >= 400)]
            with self.subTest(data[:300]):
                self.assertEqual(rest, b"")
                # Never an answer to something that is no request, and never two to one.
                self.assertLessEqual(len(served), seen, (found, seen, is_refused))
                self.assertLessEqual(len(found), seen + 1, found)
                refused += is_refused
                stricter += not is_refused and len(served) < seen
        print(f"{len(cases)} requests: h11 refused {refused}, and {stricter} more were refused here", file=sys.stderr)
        self.assertGreater(refused, len(cases) // 10, "the judge had nothing to say")

    def test_whatever_caddy_refuses_is_refused_here(self):
        caddy = judges.Caddy(self.folder)
        self.addCleanup(caddy.stop)
        cases = [data for _, data, _ in corpus.refused_cases() + corpus.accepted_cases()]
        cases += [data for data in mutations.cases(SEED, MUTATIONS // 10)]
        refused = both = 0
        for data, (theirs, (_, received)) in self.ask_all(
                cases, lambda case: (caddy.refuses(case), wire.exchange(self.address, case, half_close=True))):
            found, _ = wire.answers(received)
            ours = not found or found[0].status >= 400
            refused += theirs
            both += theirs and ours
            with self.subTest(data[:300]):
                self.assertTrue(ours or not theirs, found)
        print(f"{len(cases)} requests: Caddy refused {refused}, {both} of them were refused here", file=sys.stderr)
        self.assertGreater(refused, len(cases) // 10)

    def test_refusals_are_counted_and_logged(self):
        _, received = wire.exchange(self.address, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        identifier = wire.answers(received)[0][0].fields["x-request-id"]
        metrics = self.demo.get("/metrics").body.decode()
        self.assertIn('http_refusals_total{reason="host"}', metrics)
        self.assertIn('http_requests_total{method="OTHER",endpoint="refused",status="400"}', metrics)
        deadline = time.monotonic() + 5
        while identifier not in pathlib.Path(self.demo.log_path).read_text():
            self.assertLess(time.monotonic(), deadline, "the refusal is not in the log")
            time.sleep(0.1)


if __name__ == "__main__":
    lane.main()
