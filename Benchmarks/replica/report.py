"""The Markdown of the benchmark of the replica."""
import statistics

import lags
from peers import COMPACTION_SECONDS

OURS = "geoclimate"
DEFAULT_PEER = "Litestream, every second"
MB = 1 << 20


def table(head, rows):
    line = "| " + " | ".join(head) + " |"
    rule = "|" + "|".join("---" if index == 0 else "--:" for index in range(len(head))) + "|"
    return "\n".join([line, rule, *("| " + " | ".join(row) + " |" for row in rows)])


def lost(rates, name):
    """Of how many per cent of its commits a second an arm costs, the median over the rounds."""
    return statistics.median(
        100 * (1 - mine / plain) for mine, plain in zip(rates[name], rates["nothing"], strict=True))


def throughput(rates, options):
    rows = [["without replication" if name == "nothing" else name, f"{statistics.median(values):,.0f}",
             f"{min(values):,.0f} to {max(values):,.0f}", "" if name == "nothing" else f"{lost(rates, name):.1f} %"]
            for name, values in rates.items()]
    return (f"Commits of two new rows and two changed ones, synchronous FULL, as fast as they can be: "
            f"{options.rounds} rounds of {options.seconds:g} s an arm, in turns. What is lost is the median of the "
            f"rounds' ratios.\n\n" + table(["replication", "commits/s", "rounds", "lost"], rows))


def paced(results, options):
    rows = []
    for name, result in results.items():
        rows.append([name, "from outside", str(len(result["outside"])),
                     *(f"{lag:,.0f}" for lag in lags.summary(result["outside"]))])
        if inside := result.get("inside"):
            rows.append([name, "its own figures", str(len(inside)), *(f"{lag:,.0f}" for lag in lags.summary(inside))])
    text = (f"{options.lag_commits} commits, 20 a second. {lags.__doc__.partition(chr(10))[2].strip()}\n\n"
            + table(["replication", "measured", "commits or segments", "lag p50, ms", "p99, ms", "most, ms"], rows))

    def cell(part):
        return f"{part['bytes'] / 1024:,.0f} ({part['objects']:,})"

    stored = [[name, *(cell(result[part]) for part in ("changes", "compacted", "snapshot", "all"))]
              for name, result in results.items()]
    return text + ("\n\nWhat those commits left in the store, KiB (objects). What was compacted is still there beside "
                   f"it: both keep it for a time. The first level gathers {COMPACTION_SECONDS} s here, of both.\n\n"
                   + table(["replication", "changes as sent", "the same, compacted", "snapshot", "all there is"],
                           stored))


def restores(result, options):
    rows = [[name, f"{min(seconds):.2f}", ", ".join(f"{one:.2f}" for one in seconds)]
            for name, seconds in result["seconds"].items()]
    stored = ", ".join(f"{name} {size / MB:,.0f} MB" for name, size in result["stored"].items())
    return (f"Restoring a database of {result['megabytes']:,.0f} MB, files of the store dropped from the page cache "
            f"before each, processes' starts included. In the store: {stored}.\n\n"
            + table(["restore", "best, s", "all, s"], rows))


def promises(results, options):
    """Each figure that is promised: what, measured, target, met."""
    rows = []

    def add(title, value, unit, target):
        rows.append([title, f"{value:,.2f} {unit}", f"at most {target:,.2f} {unit}",
                     "yes" if value <= target else "**no**"])

    if rates := results.get("throughput"):
        add("commits a second lost to replication", lost(rates, OURS), "%", 3)
    if measured := results.get("paced"):
        p50, p99, _ = lags.summary(measured[OURS]["outside"])
        their50, their99, _ = lags.summary(measured[DEFAULT_PEER]["outside"])
        add("lag from commit to durable, p50", p50, "ms", 150)
        add("lag from commit to durable, p99", p99, "ms", 500)
        add("lag p50, beside Litestream's", p50, "ms", their50)
        add("lag p99, beside Litestream's", p99, "ms", their99)
        for part in ("changes", "compacted", "all"):
            for name in measured:
                if name != OURS:
                    add(f"bytes stored, {part}, beside {name}", measured[OURS][part]["bytes"] / 1024, "KiB",
                        measured[name][part]["bytes"] / 1024)
    if result := results.get("restores"):
        seconds = {name: min(values) for name, values in result["seconds"].items()}
        mine = next(value for name, value in seconds.items() if name.startswith(OURS))
        if result["megabytes"] >= 1000:
            add("restore of 1 GB, verified", mine, "s", 10)
        add("restore, verified, beside Litestream unchecked", mine, "s", seconds["Litestream, unchecked"])
        add("restore, verified, beside Litestream verified", mine, "s", seconds["Litestream, integrity_check"])
        add("bytes stored of a large database", result["stored"][OURS] / MB, "MB", result["stored"]["Litestream"] / MB)
    return table(["promise", "measured", "target", "met"], rows)


SECTIONS = {"throughput": throughput, "paced": paced, "restores": restores}


def text(results, options):
    parts = [section(results[name], options) for name, section in SECTIONS.items() if name in results]
    return "\n\n".join([*parts, promises(results, options)])
