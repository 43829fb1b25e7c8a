"""The writer of this project, and Litestream beside it: started on a folder, asked, ended by their process ids."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time

from disaster_recovery import seaweed

BINARY = os.environ.get("REPLICA_BENCHMARK", "")
LITESTREAM = str(pathlib.Path(sys.executable).parent / "litestream")
WAIT_SECONDS = 300
# What the first level of compaction gathers here, of both, so that a run sees it happen; the default of both is 30 s.
COMPACTION_SECONDS = 4


def ours(*arguments):
    """What a command of the benchmark's program printed."""
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=3600,
                          env=seaweed.clean_environment())
    if done.returncode:
        raise SystemExit(f"{arguments} exited {done.returncode}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return done.stdout


def fields(text):
    return dict(word.split("=", 1) for word in text.split() if "=" in word)


def marked(path):
    """The number of the last commit that a database has."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return database.execute("SELECT number FROM marks").fetchone()[0]
    finally:
        database.close()


class Driver:
    """The process that writes to all databases, in turns."""

    def __init__(self, log):
        self.log = open(log, "ab")
        self.process = subprocess.Popen([BINARY, "drive"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True, env=seaweed.clean_environment())

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline().strip()
        if not line or line.startswith("error"):
            raise SystemExit(f"{words} failed: {line or 'the process has ended'}; see {self.log.name}")
        return fields(line)

    def load(self, name, seconds=0.0, commits=0, rate=0.0, seed=2, file="-"):
        """Commits and seconds of a life of writing."""
        answer = self.ask("load", name, seconds, commits, rate, seed, file)
        commits, took = int(answer["commits"]), float(answer["seconds"])
        if not commits:
            raise SystemExit(f"nothing was committed to {name}")
        return commits, took

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


class Litestream:
    """A Litestream for some databases, each with the interval at which it is to send."""

    def __init__(self, store, config, databases):
        self.store, self.config, self.databases = store, pathlib.Path(config), databases
        lines = [f"levels:\n  - interval: {COMPACTION_SECONDS}s\nl0-retention: 1h\ndbs:"]
        for path, prefix, interval in databases:
            lines.append(
                f"  - path: {path}\n    monitor-interval: {interval}\n    replica:\n      type: s3\n"
                f"      bucket: {store.bucket.name}\n      path: {prefix}\n      endpoint: {store.endpoint}\n"
                f"      region: {seaweed.REGION}\n      force-path-style: true\n"
                f"      access-key-id: {seaweed.ACCESS_KEY}\n      secret-access-key: {seaweed.SECRET_KEY}\n"
                f"      sync-interval: {interval}")
        self.config.write_text("\n".join(lines) + "\n")

    def start(self):
        self.log = open(self.config.with_suffix(".log"), "ab")
        self.process = subprocess.Popen([LITESTREAM, "replicate", "-config", self.config], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, env=seaweed.clean_environment())
        for _, prefix, _ in self.databases:
            self.until(lambda prefix=prefix: self.store.bucket.list(f"{prefix}/0009/"), "its snapshot")
            self.until(lambda prefix=prefix: self.store.bucket.list(f"{prefix}/0001/"), "its first compaction")

    def until(self, condition, what):
        deadline = time.monotonic() + WAIT_SECONDS
        while not condition():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit(f"Litestream did not reach {what}: see {self.log.name}")
            time.sleep(0.1)

    def settle(self, prefix):
        """Waits until it has sent all: no object more for two seconds, twice its longer interval."""
        count, since = -1, time.monotonic()
        while time.monotonic() - since < 2:
            now = len(self.store.bucket.list(f"{prefix}/0000/"))
            if now != count:
                count, since = now, time.monotonic()
            time.sleep(0.1)

    def restore(self, path, output, *options):
        done = subprocess.run([LITESTREAM, "restore", "-config", self.config, *options, "-o", output, path],
                              capture_output=True, text=True, env=seaweed.clean_environment(), timeout=3600)
        if done.returncode:
            raise SystemExit(f"litestream restore failed: {done.stdout[-500:]}{done.stderr[-1500:]}")

    def commit_at(self, path, transaction, folder):
        """The last commit that the state behind an object has."""
        output = pathlib.Path(folder) / "point.db"
        for left in output.parent.glob("point.db*"):
            left.unlink() if left.is_file() else shutil.rmtree(left)
        self.restore(path, output, "-txid", transaction)
        return marked(output)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
