"""The replica beside Litestream: one workload, one SeaweedFS server, one run; prints Markdown."""
import argparse
import datetime
import os
import pathlib
import platform
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "Tests" / "IntegrationTests"))

import lags  # noqa: E402
import peers  # noqa: E402
import report  # noqa: E402
from disaster_recovery import seaweed  # noqa: E402

FULL = {"megabytes": 1024, "rounds": 6, "seconds": 6.0, "lag_commits": 600, "repetitions": 3}
SHORT = {"megabytes": 100, "rounds": 3, "seconds": 2.0, "lag_commits": 120, "repetitions": 2}
COMMITS_A_SECOND = 20
BASE_MEGABYTES = 20
SMALL_MEGABYTES = 2
# Changes that are newer than the snapshot that a restore begins with.
COMMITS_BEHIND_SNAPSHOT = 1_000
OURS = "geoclimate"
PEERS = {"Litestream, every second": "1s", "Litestream, every 100 ms": "100ms"}


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def copy(base, folder, name):
    """A copy of a database in a folder of its own."""
    place = folder / name
    place.mkdir(parents=True)
    path = place / "benchmark.db"
    shutil.copyfile(base, path)
    return path


def slug(name):
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower())


def throughput(store, folder, options):
    """Commits a second of each arm, a list in the order of rounds."""
    say("commits as fast as they can be, in turns")
    base = folder / "base.db"
    peers.ours("build", base, BASE_MEGABYTES)
    paths = {name: copy(base, folder, slug(name)) for name in ("nothing", OURS, *PEERS)}
    rates = {name: [] for name in paths}
    litestream = peers.Litestream(
        store, folder / "litestream.yml",
        [(paths[name], f"throughput/{slug(name)}", interval) for name, interval in PEERS.items()])
    with peers.Driver(folder / "driver.log") as driver:
        labels = {name: f"arm{number}" for number, name in enumerate(paths)}
        for name, path in paths.items():
            if name == OURS:
                driver.ask("open", labels[name], "replicated", path, store.location(f"throughput/{OURS}"))
            else:
                driver.ask("open", labels[name], "plain", path)
        driver.ask("settle", labels[OURS])
        with litestream:
            for number in range(options.rounds + 1):
                order = list(paths) if number % 2 else list(reversed(paths))
                for name in order:
                    commits, seconds = driver.load(
                        labels[name], seconds=options.seconds if number else 1.0, seed=number + 2)
                    # The first round is for warming up.
                    if number:
                        rates[name].append(commits / seconds)
                    # Whoever was last must not be at work while the next one is measured.
                    if name == OURS:
                        driver.ask("settle", labels[name])
                    elif name in PEERS:
                        litestream.settle(f"throughput/{slug(name)}")
        for label in labels.values():
            driver.ask("close", label)
    return rates


def sizes(store, prefix):
    return dict(store.bucket.list(prefix + "/"))


def added(after, before, part):
    """Bytes and number of the objects of a kind that came to the store."""
    new = [size for key, size in after.items() if part in key and key not in before]
    return {"bytes": sum(new), "objects": len(new)}


def paced_ours(store, folder, base, commits):
    """Lags, measured inside and outside, and what came to the store."""
    say(f"{commits} commits, {COMMITS_A_SECOND} a second: {OURS}")
    path = copy(base, folder, "paced-ours")
    prefix, times = "paced/ours", folder / "ours.times"
    with peers.Driver(folder / "driver.log") as driver:
        driver.ask("open", "it", "replicated", path, store.location(prefix))
        driver.ask("settle", "it")
        driver.load("it", commits=5, rate=COMMITS_A_SECOND, seed=1)
        driver.ask("settle", "it")
        before = sizes(store, prefix)
        segments = [key for key in before if "/seg/" in key]
        if not segments:
            raise SystemExit(f"no segment is under {prefix}")
        watcher = lags.Watcher(store, segments[0].rpartition("/")[0] + "/")
        driver.load("it", commits=commits, rate=COMMITS_A_SECOND, seed=3, file=times)
        driver.ask("settle", "it")
        time.sleep(0.2)
        seen = watcher.stop()
        inside = [float(lag) for lag in driver.ask("lags", "it")["lags"].split(",") if lag]
        after = sizes(store, prefix)
        # A span of time is compacted once something is known to be behind it.
        time.sleep(peers.COMPACTION_SECONDS)
        driver.load("it", commits=1, seed=4)
        driver.ask("settle", "it")
        driver.ask("close", "it")
    scratch = folder / "points"
    scratch.mkdir()
    ends = {}
    for line in peers.ours("points", store.location(prefix), scratch).splitlines():
        name, commit = line.split()
        ends[f"{prefix}/{name}"] = int(commit)
    outside = lags.of_commits(times, seen, ends)
    shutil.rmtree(scratch)
    scratch.mkdir()
    say(peers.ours("upkeep", store.location(prefix), scratch, peers.COMPACTION_SECONDS).strip())
    compacted = sizes(store, prefix)
    if not added(compacted, before, "/run/")["objects"]:
        raise SystemExit("nothing was compacted")
    return {"outside": outside, "inside": inside[-len(seen):], "changes": added(after, before, "/seg/"),
            "compacted": added(compacted, before, "/run/"), "snapshot": added(before, {}, "/snap/"),
            "all": added(compacted, {}, "")}


def paced_litestream(store, folder, base, commits, name, interval):
    say(f"{commits} commits, {COMMITS_A_SECOND} a second: {name}")
    path = copy(base, folder, f"paced-{slug(name)}")
    prefix, times = f"paced/{slug(name)}", folder / f"{slug(name)}.times"
    litestream = peers.Litestream(store, folder / f"{slug(name)}.yml", [(path, prefix, interval)])
    with peers.Driver(folder / "driver.log") as driver:
        driver.ask("open", "it", "plain", path)
        with litestream:
            driver.load("it", commits=5, rate=COMMITS_A_SECOND, seed=1)
            litestream.settle(prefix)
            time.sleep(peers.COMPACTION_SECONDS)
            before = sizes(store, prefix)
            watcher = lags.Watcher(store, f"{prefix}/0000/")
            driver.load("it", commits=commits, rate=COMMITS_A_SECOND, seed=3, file=times)
            litestream.settle(prefix)
            seen = watcher.stop()
            time.sleep(2 * peers.COMPACTION_SECONDS)
            after = sizes(store, prefix)
            driver.ask("close", "it")
    scratch = folder / f"points-{slug(name)}"
    scratch.mkdir()
    # A name is FIRST-LAST.ltx, with the numbers of transactions.
    ends = {key: litestream.commit_at(path, key.rpartition("-")[2].partition(".")[0], scratch) for key in sorted(seen)}
    return {"outside": lags.of_commits(times, seen, ends), "changes": added(after, before, "/0000/"),
            "compacted": added(after, before, "/0001/"), "snapshot": added(before, {}, "/0009/"),
            "all": added(after, {}, "")}


def paced(store, folder, options):
    base = folder / "base.db"
    peers.ours("build", base, SMALL_MEGABYTES)
    results = {OURS: paced_ours(store, folder, base, options.lag_commits)}
    for name, interval in PEERS.items():
        results[name] = paced_litestream(store, folder, base, options.lag_commits, name, interval)
    return results


def forget_pages(folder):
    """Asks the kernel to drop what it has of the store's files, so that a restore begins with the disk."""
    os.sync()
    for file in pathlib.Path(folder).rglob("*"):
        if file.is_file():
            descriptor = os.open(file, os.O_RDONLY)
            try:
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)


def restores(store, folder, options):
    """Seconds of each way to restore a large database, a list of repetitions."""
    say(f"a database of {options.megabytes} MB, replicated and restored")
    base = folder / "base.db"
    peers.ours("build", base, options.megabytes)
    mine = copy(base, folder, "mine")
    theirs = folder / "theirs.db"
    base.rename(theirs)
    litestream = peers.Litestream(store, folder / "litestream.yml", [(theirs, "restore/theirs", "1s")])
    with peers.Driver(folder / "driver.log") as driver:
        driver.ask("open", "mine", "replicated", mine, store.location("restore/ours"))
        driver.ask("settle", "mine")
        driver.load("mine", commits=COMMITS_BEHIND_SNAPSHOT)
        driver.ask("settle", "mine")
        driver.ask("close", "mine")
        with litestream:
            driver.ask("open", "theirs", "plain", theirs)
            driver.load("theirs", commits=COMMITS_BEHIND_SNAPSHOT)
            litestream.settle("restore/theirs")
            driver.ask("close", "theirs")
    size = mine.stat().st_size
    output = folder / "restored"
    file = output / "benchmark.db"
    ways = {
        f"{OURS}, chain, hash and integrity_check":
            lambda: peers.ours("restore", store.location("restore/ours"), output),
        "Litestream, unchecked": lambda: litestream.restore(theirs, file),
        "Litestream, quick_check": lambda: litestream.restore(theirs, file, "-integrity-check", "quick"),
        "Litestream, integrity_check": lambda: litestream.restore(theirs, file, "-integrity-check", "full"),
    }
    taken = {name: [] for name in ways}
    for _ in range(options.repetitions):
        for name, way in ways.items():
            shutil.rmtree(output, ignore_errors=True)
            output.mkdir()
            forget_pages(store.folder)
            began = time.monotonic()
            way()
            taken[name].append(time.monotonic() - began)
            if peers.marked(file) != COMMITS_BEHIND_SNAPSHOT:
                raise SystemExit(f"{name} restored another state than the newest")
    return {"megabytes": size / (1 << 20), "seconds": taken,
            "stored": {OURS: sum(sizes(store, "restore/ours").values()),
                       "Litestream": sum(sizes(store, "restore/theirs").values())}}


PARTS = {"throughput": throughput, "paced": paced, "restores": restores}


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench replica", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"what to measure, of {', '.join(PARTS)}; everything by default")
    parser.add_argument("--short", action="store_true", help="less of everything, and a database of 100 MB")
    for name, value in FULL.items():
        parser.add_argument(
            "--" + name.replace("_", "-"), type=type(value), help=f"{value}; {SHORT[name]} with --short")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    for name, value in (SHORT if options.short else FULL).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    if min(getattr(options, name) for name in FULL) <= 0:
        parser.error("numbers are to be above nought")
    began = time.monotonic()
    results = {}
    with tempfile.TemporaryDirectory(prefix="geoclimate-bench-replica-") as name:
        folder = pathlib.Path(name)
        with seaweed.SeaweedFS(folder / "seaweedfs") as store:
            for part, measure in PARTS.items():
                if not options.parts or part in options.parts:
                    (folder / part).mkdir()
                    results[part] = measure(store, folder / part, options)
                    shutil.rmtree(folder / part)
    if not results:
        raise SystemExit("nothing was measured")
    when = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    print(f"### {when}, {os.cpu_count()} cores, {platform.system()}, {time.monotonic() - began:.0f} s in all\n")
    print(report.text(results, options))


if __name__ == "__main__":
    main()
