"""The results as Markdown: the tables, and each promise with its target."""
import contextlib
import os
import platform


def machine():
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError, StopIteration), open("/proc/cpuinfo") as info:
        model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    return f"{os.cpu_count()} cores, {model}"


def table(head, rows):
    align = "|" + "|".join("---" if number == 0 else "--:" for number in range(len(head))) + "|"
    return "\n".join(["| " + " | ".join(head) + " |", align, *("| " + " | ".join(row) + " |" for row in rows)])


def disk(result, options):
    rows = [[name, f"{value:.3f}"] for name, value in result["bytes"].items()]
    return (f"{result['series']} series of node_exporter, {options.hours} hours every 15 s, {result['samples']:,} "
            f"samples.\n\n" + table(["on the disk", "bytes a sample"], rows))


def queries(rows, options):
    names = ["geoclimate", "Prometheus", "VictoriaMetrics"]
    lines = [[row["title"], str(row["step"]), f"{row['points']:,}",
              *(f"{1000 * row['seconds'][name]:.0f}" for name in names), "yes" if row["agree"] else "**no**"]
             for row in rows]
    head = ["query", "step, s", "points", *(name + ", ms" for name in names), "answer as Prometheus's"]
    return f"Range queries over {options.hours} hours, medians of {options.repetitions} in turns.\n\n{table(head, lines)}"


def ingestion(result, options):
    rows = [[name, f"{one['processor']:,.0f}", f"{one['clock']:,.0f}", f"{one['bytes']:,.0f}"]
            for name, one in result["written"].items()]
    rows.append(["geoclimate, the store alone", f"{result['alone']['samples a second of processor']:,.0f}", "",
                 f"{result['alone']['all at its peak, bytes a series']:,.0f}"])
    head = ["remote write", "samples/s of a core", "samples/s of the clock", "resident bytes a series"]
    return (f"{options.series:,} series, {options.scrapes} scrapes, the same requests in turns; the first scrape, "
            f"which makes the series, counts for the memory alone.\n\n{table(head, rows)}")


def logs(rows, _):
    head = ["lines", "text MB", "disk MB", "ratio", "lines/s appended", "MB/s appended", "one line by filters, MB/s",
            "none by filters, MB/s", "none by searching all, MB/s", "all lines read, MB/s", "lines counted, MB/s",
            "lines counted by level, MB/s"]
    return table(head, [[row[0], *(f"{number:,.1f}" if number < 100 else f"{number:,.0f}" for number in row[1:])]
                        for row in rows])


def predictions(result, options):
    rows = [["stored", f"{result['with']:,.0f}", f"{result['resident'] / 1e6:.0f}"],
            ["nothing stored", f"{result['without']:,.0f}", f"{result['resident without'] / 1e6:.0f}"]]
    return table(["metrics and log lines", "POST /predict, requests/s", "resident MB"], rows)


def promises(results):
    """Each figure that is promised: what, measured, target, met."""
    rows = []

    def add(title, value, unit, relation, target):
        met = value <= target if relation == "at most" else value >= target
        figure = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
        rows.append([title, f"{figure} {unit}".strip(), f"{relation} {target:,} {unit}".strip(),
                     "yes" if met else "**no**"])

    if disk := results.get("disk"):
        add("bytes a sample on the disk", disk["bytes"]["geoclimate"], "", "at most", 0.6)
        add("largest the files were while ten times the cap was written", 100 * disk["cap"], "% of it", "at most", 100)
    if result := results.get("ingestion"):
        ours = result["written"]["geoclimate"]
        add("samples a second of a core, by remote write", ours["processor"], "", "at least", 300_000)
        add("samples a second of a core, the store alone", result["alone"]["samples a second of processor"], "",
            "at least", 300_000)
        add("memory of an active series", ours["bytes"], "bytes", "at most", 2048)
        add("resident memory that 10,000 series add", result["kept"] / 1e6, "MB", "at most", 60)
    for row in results.get("queries", []):
        add(f"{row['title']}, step {row['step']} s, of Prometheus's time",
            row["seconds"]["geoclimate"] / row["seconds"]["Prometheus"], "x", "at most", 1)
    for row in results.get("logs", []):
        add(f"{row[0]} lines, how much smaller", row[3], "x", "at least", 11)
        if row[0] == "requests":
            add("lines appended a second", row[4], "", "at least", 200_000)
            add("a needle that no filter knows, all text searched", row[8], "MB/s", "at least", 500)
            add("a needle that is in one line", row[6], "MB/s", "at least", 500)
    if result := results.get("predictions"):
        add("requests a second lost to telemetry", 100 * (1 - result["with"] / result["without"]), "%", "at most", 10)
    return table(["promise", "measured", "target", "met"], rows)


SECTIONS = {"disk": disk, "queries": queries, "ingestion": ingestion, "logs": logs, "predictions": predictions}


def text(results, options):
    parts = [section(results[name], options) for name, section in SECTIONS.items() if name in results]
    return "\n\n".join([*parts, promises(results)])
