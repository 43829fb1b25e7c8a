"""Telemetry beside Prometheus and VictoriaMetrics on the same samples in the same run; prints Markdown."""
import argparse
import contextlib
import datetime
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "Tests" / "IntegrationTests"))

import day  # noqa: E402
import peers  # noqa: E402
import predictions  # noqa: E402
import report  # noqa: E402
import writing  # noqa: E402
from harness.daemon import Daemon  # noqa: E402

QUERIES = {
    "`sum by (instance) (rate(…_count[5m]))`":
        "sum by (instance) (rate(http_request_duration_seconds_count[5m]))",
    "`sum by (route, le) (rate(…_bucket[5m]))`, 432 series":
        "sum by (route, le) (rate(http_request_duration_seconds_bucket[5m]))",
    "`histogram_quantile(0.95, sum by (le, route) (rate(…[5m])))`":
        "histogram_quantile(0.95, sum by (le, route) (rate(http_request_duration_seconds_bucket[5m])))",
    "`topk(5, rate(…[5m]))`, 36 series": "topk(5, rate(http_request_duration_seconds_count[5m]))",
    "`sum by (mode) (rate(node_cpu_seconds_total[5m]))`": "sum by (mode) (rate(node_cpu_seconds_total[5m]))",
}
FULL = {"hours": 24, "recorded": 21, "repetitions": 9, "scrapes": 20, "kept": 240, "logs": 200, "needle": 2_000,
        "rounds": 5, "seconds": 4}
SHORT = {"hours": 6, "recorded": 5, "repetitions": 3, "scrapes": 4, "kept": 20, "logs": 25, "needle": 100,
         "rounds": 1, "seconds": 2}


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def figures(*command):
    """The `name: number` pairs that a benchmark of ours prints."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command[0]} exited {done.returncode}: {done.stdout[-500:]}{done.stderr[-1500:]}")
    return {name.strip(): float(value) for name, value in re.findall(r"([a-z][a-z ,]*): (-?[0-9.]+)", done.stdout)}


def record(folder, count):
    """Starts scraping a node_exporter, as often as asked for, every 15 s; both end with what they are handed to."""
    port = peers.free_port()
    exporter = subprocess.Popen(
        ["prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{port}"], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    path = folder / "scrapes.txt"
    recorder = subprocess.Popen(
        [sys.executable, "-B", HERE / "record.py", f"http://127.0.0.1:{port}/metrics", str(count), "15"],
        stdout=open(path, "wb"))
    return path, exporter, recorder


def folder_of(parent, name):
    folder = parent / name
    folder.mkdir(mode=0o700)
    return folder


def disk(folder, node, benchmark):
    """Bytes a sample of a day of the exporter."""
    say("a day of the exporter on the disk")
    node.write(folder / "node.rec")
    ours = figures(benchmark, "replay", folder / "node.rec", folder_of(folder, "node"))
    if not ours["samples stored"] == ours["read back"] == node.count or ours["damaged"]:
        raise SystemExit(f"what was stored does not come back: {ours}, of {node.count} samples")
    peers.make_prometheus_blocks(node, folder / "node-prometheus")
    with peers.Victoria(folder / "node-victoria") as victoria:
        victoria.load(node)
        victoria.settle()
    cap = figures(benchmark, "cap", 16, folder_of(folder, "cap"))
    taken = {"geoclimate": ours["bytes on disk"], "Prometheus": peers.size(folder / "node-prometheus"),
             "VictoriaMetrics": peers.size(folder / "node-victoria")}
    return {"series": len(node.labels), "samples": node.count, "cap": cap["largest"] / cap["cap"],
            "bytes": {name: total / node.count for name, total in taken.items()}}


def same(ours, theirs):
    """Whether two answers have, at each time, series with the same labels and, to nine digits, the same values."""
    def table(result):
        return {tuple(sorted(one["metric"].items())): dict(one["values"]) for one in result}

    def alike(left, right):
        left, right = float(left), float(right)
        return left == right or left != left and right != right or abs(left - right) <= 1e-9 * max(abs(left), abs(right))

    ours, theirs = table(ours), table(theirs)
    stamps = {stamp for one in (*ours.values(), *theirs.values()) for stamp in one}
    for stamp in stamps:
        left = {key: values[stamp] for key, values in ours.items() if stamp in values}
        right = {key: values[stamp] for key, values in theirs.items() if stamp in values}
        if left.keys() != right.keys():
            # Of series with equal values, topk may take any: then the values decide.
            left, right = (dict(enumerate(sorted(values.values(), key=float))) for values in (left, right))
        if left.keys() != right.keys() or not all(alike(left[key], right[key]) for key in left):
            return False
    return True


class Geoclimate:
    """The daemon, as the other servers are used here."""

    name = "geoclimate"

    def __init__(self, daemon):
        self.url, self.pid, self.headers = daemon.url, daemon.process.pid, {"X-API-Key": daemon.key}


def serve(stack, folder, settings="metrics:\n  interval: 15s\n"):
    config = folder.with_name(folder.name + ".yaml")
    config.write_text(settings)
    return Geoclimate(stack.enter_context(Daemon(folder, "serve", "--config", config)))


def queries(folder, samples, benchmark, options):
    """The medians of range queries over all the time that there are samples for."""
    say("range queries")
    samples.write(folder / "both.rec")
    figures(benchmark, "replay", folder / "both.rec", folder_of(folder, "data"))
    peers.make_prometheus_blocks(samples, folder / "prometheus")
    with contextlib.ExitStack() as stack:
        victoria = stack.enter_context(peers.Victoria(folder / "victoria"))
        victoria.load(samples)
        victoria.settle()
        ours = serve(stack, folder / "data")
        prometheus = stack.enter_context(peers.Prometheus(folder / "prometheus"))
        time.sleep(5)
        rows = []
        start, end = samples.times[0] // 1000 + 600, samples.times[-1] // 1000
        for title, query in QUERIES.items():
            for step in (15, 60):
                seconds, answers = {}, {}
                for _ in range(options.repetitions):
                    for server in (ours, prometheus, victoria):
                        answers[server.name], took = peers.ask(
                            server, "/api/v1/query_range",
                            {"query": query, "start": start, "end": end, "step": step, "nocache": 1})
                        seconds.setdefault(server.name, []).append(took)
                rows.append({
                    "title": title, "step": step, "agree": same(answers[ours.name], answers[prometheus.name]),
                    "points": sum(len(one["values"]) for one in answers[ours.name]),
                    "seconds": {name: statistics.median(taken) for name, taken in seconds.items()}})
        return rows


def ingestion(folder, benchmark, options):
    say("100,000 active series")
    alone = figures(benchmark, "ingest", options.series, 4 * options.scrapes, folder_of(folder, "alone"))
    with contextlib.ExitStack() as stack:
        servers = [serve(stack, folder / "written"), stack.enter_context(peers.Prometheus(folder / "prometheus")),
                   stack.enter_context(peers.Victoria(folder / "victoria"))]
        written = writing.write(servers, options.series, options.scrapes, 10)
    with contextlib.ExitStack() as stack:
        server = serve(stack, folder / "kept")
        time.sleep(5)
        kept = writing.write([server], 10_000, options.kept, 5)[server.name]["grown"]
    return {"alone": alone, "written": written, "kept": kept}


def logs(benchmark, options):
    say("log lines")
    rows = []
    for kinds, megabytes in ((["requests"], options.needle), (["access", "system", "storage"], options.logs)):
        done = subprocess.run([str(benchmark), *kinds, str(megabytes)], capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            name, *numbers = line.split()
            if name in kinds:
                rows.append([name, *map(float, numbers)])
    return rows


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench telemetry", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few minutes, for whether it runs; not for figures")
    parser.add_argument("--only", choices=("disk", "queries", "ingestion", "logs", "predictions"),
                        help="one part instead of all")
    parser.add_argument("--recording", metavar="FILE", help="scrapes of record.py, instead of recording some minutes")
    parser.add_argument("--series", type=int, default=100_000, help="active series that are written (100000)")
    for name, value in FULL.items():
        parser.add_argument(f"--{name}", type=int, help=f"{value}; {SHORT[name]} with --short")
    options = parser.parse_args()
    for name, value in (SHORT if options.short else FULL).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    peers.require("prometheus", "promtool", "victoria-metrics", "prometheus-node-exporter", "wrk")
    metrics, lines = (pathlib.Path(os.environ[name]) for name in ("TELEMETRY_BENCHMARK", "LOG_BENCHMARK"))
    began, results = time.monotonic(), {}

    def wanted(part):
        return options.only in (None, part)

    with tempfile.TemporaryDirectory(prefix="geoclimate-bench-") as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        recorder = path = None
        if wanted("disk") or wanted("queries"):
            path = options.recording
            if not path:
                path, exporter, recorder = record(folder, options.recorded)
                stack.callback(exporter.wait)
                stack.callback(exporter.terminate)
                stack.callback(recorder.terminate)
        # Recording takes minutes in which little is done: what comes first has the time.
        if wanted("logs"):
            results["logs"] = logs(lines, options)
        if wanted("predictions"):
            say("/predict with telemetry and without")
            results["predictions"] = predictions.measure(folder_of(folder, "predict"), options)
        if path:
            if recorder and recorder.wait():
                raise SystemExit("the recording failed")
            end, count = int(time.time() * 1000) - 60_000, options.hours * 240
            node = day.extend(path, end, count)
            if wanted("disk"):
                results["disk"] = disk(folder_of(folder, "disk"), node, metrics)
            if wanted("queries"):
                both = node + day.requests(end, count)
                results["queries"] = queries(folder_of(folder, "queries"), both, metrics, options)
        if wanted("ingestion"):
            results["ingestion"] = ingestion(folder_of(folder, "ingestion"), metrics, options)
    today = datetime.datetime.now(datetime.timezone.utc).date()
    print(f"{today}, {report.machine()}, {(time.monotonic() - began) / 60:.0f} minutes"
          f"{', the short form' if options.short else ''}.\n\n{report.text(results, options)}")


if __name__ == "__main__":
    main()
