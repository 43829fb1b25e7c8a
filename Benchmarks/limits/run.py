"""The limiter in process beside a Redis server with a GCRA script over loopback, in one run. Prints Markdown."""

import argparse
import json
import os
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
# What a check may cost, and what a million callers may take.
CHECK_NANOSECONDS = 150
TABLE_BYTES = 64_000_000


class Redis:
    """A Redis server of its own on a free port of loopback, without persistence."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--dir", folder], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", self.port))
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    @staticmethod
    def encode(*words):
        parts = [f"*{len(words)}\r\n".encode()]
        for word in words:
            word = str(word).encode()
            parts.append(b"$%d\r\n%s\r\n" % (len(word), word))
        return b"".join(parts)

    def answer(self):
        line = self.reader.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        if kind == b"*":
            return [self.answer() for _ in range(int(rest))]
        if kind == b"$":
            body = self.reader.read(int(rest) + 2)
            return body[:-2]
        return int(rest) if kind == b":" else rest

    def call(self, *words):
        self.socket.sendall(self.encode(*words))
        return self.answer()


def redis_rates(redis, callers, seconds):
    """Checks a second that the server itself takes (redis-benchmark's C client), and its version."""
    script = redis.call("SCRIPT", "LOAD", (HERE / "gcra.lua").read_text()).decode()
    generator = random.Random(1)
    for _ in range(100):
        allowed, _ = redis.call("EVALSHA", script, 1, f"k:{generator.randrange(callers)}", 1_000_000, 50_000_000, 1)
        assert allowed == 1, "the script refuses what it must allow"
    refused = [redis.call("EVALSHA", script, 1, "probe", 60, 2, 1)[0] for _ in range(3)]
    assert refused == [1, 1, 0], f"the script is no limiter: {refused}"
    rates = {}
    for name, options in {
        "one connection": ["-c", "1"], "50 connections": ["-c", "50"], "50 connections, pipelines of 100":
            ["-c", "50", "-P", "100"]}.items():
        best = 0.0
        count = {"one connection": 20_000, "50 connections": 60_000}.get(name, 300_000) * seconds
        for _ in range(2):
            done = subprocess.run(
                ["redis-benchmark", "-p", str(redis.port), *options, "-n", str(count), "-r", str(callers), "--csv",
                 "EVALSHA", script, "1", "k:__rand_int__", "1000000", "50000000", "1"],
                capture_output=True, text=True, check=True)
            best = max(best, float(done.stdout.strip().splitlines()[-1].split(",")[1].strip('"')))
        rates[name] = best
    version = redis.call("INFO", "server").decode().split("redis_version:")[1].split("\r\n")[0]
    return rates, version


def allocations(binary, folder):
    """Allocations of a million checks: those of two million less those of one."""
    library = os.path.join(folder, "mallocs.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, HERE / "mallocs.c"], check=True)
    counts = []
    for checks in (1_000_000, 2_000_000):
        done = subprocess.run(
            [binary, "checks", str(checks)], capture_output=True, text=True, check=True,
            env=os.environ | {"LD_PRELOAD": library})
        counts.append(int(done.stderr.strip().splitlines()[-1]))
    return counts[1] - counts[0]


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench limits", description=__doc__)
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, default=1, help="how long Redis is asked, roughly (1)")
    parser.add_argument("--schedules", type=int, default=0, help="also live through so many random schedules")
    parser.add_argument("--json", help="write all figures here too")
    arguments = parser.parse_args()

    if arguments.schedules:
        subprocess.run([arguments.binary, "schedules", str(arguments.schedules)], check=True)
    with tempfile.TemporaryDirectory(prefix="geoclimate-limits-") as folder:
        ours = json.loads(subprocess.run([arguments.binary, "measure"], capture_output=True, check=True).stdout)
        ours["allocationsPerMillion"] = allocations(arguments.binary, folder)
        with Redis(folder) as redis:
            rates, version = redis_rates(redis, ours["callers"], arguments.seconds)
    hot, spread = 1e9 / ours["hotNanoseconds"], 1e9 / ours["spreadNanoseconds"]
    print(f"| limiter, {ours['callers']:,} callers | checks a second | one of ours over one of its |")
    print("|---|---:|---:|")
    print(f"| in process, one caller again and again: {ours['hotNanoseconds']:.0f} ns | {hot:,.0f} | |")
    print(f"| in process, the same with its place given back: {ours['finishedNanoseconds']:.0f} ns "
          f"| {1e9 / ours['finishedNanoseconds']:,.0f} | |")
    print(f"| in process, callers by chance: {ours['spreadNanoseconds']:.0f} ns | {spread:,.0f} | |")
    print(f"| in process, two threads | {ours['twoThreadsPerSecond']:,.0f} | |")
    for name, rate in rates.items():
        print(f"| Redis {version}, GCRA script, {name} | {rate:,.0f} | {spread / rate:,.1f} |")
    print()
    print(f"{ours['allocationsPerMillion']} allocations in a million checks; table {ours['tableBytes'] / 1e6:.1f} MB, "
          f"the process grew by {ours['residentGrowthBytes'] / 1e6:.1f} MB.")
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps({"ours": ours, "redis": rates, "version": version}))
    problems = []
    if ours["hotNanoseconds"] > CHECK_NANOSECONDS:
        problems.append(f"a check takes over {CHECK_NANOSECONDS} ns")
    if ours["residentGrowthBytes"] > TABLE_BYTES:
        problems.append(f"a million callers take over {TABLE_BYTES} bytes")
    if ours["allocationsPerMillion"] > 0:
        problems.append("checks allocate")
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
