"""What telemetry costs of /predict: two daemons, one that stores metrics and log lines and one that does not."""
import json
import os
import pathlib
import statistics
import subprocess

from harness.daemon import Daemon

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "http" / "wrk.lua"
CONNECTIONS = 32
# There is no switch for telemetry: the counters always count, but nothing is kept of them nor of the requests.
WITHOUT = "metrics:\n  interval: 1h\nlogs:\n  level: critical\n"


def run(demo, seconds):
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), f"{demo.url}/predict"]
    done = subprocess.run(command, capture_output=True, text=True, check=True,
                          env=os.environ | {"METHOD": "POST", "API_KEY": demo.key})
    line = next(line for line in done.stdout.splitlines() if line.startswith("result "))
    result = json.loads(line.removeprefix("result "))
    if result["errors"] or not result["requests"]:
        raise SystemExit(f"/predict: {result['errors']} errors in {result['requests']} requests")
    return result["requests"] / result["seconds"]


def measure(folder, options):
    """Requests a second with and without, medians of alternating rounds, and both daemons' resident memory after them."""
    config = folder / "without.yaml"
    config.write_text(WITHOUT)
    with Daemon(folder / "with", "demo") as full, Daemon(folder / "without", "demo", "--config", config) as bare:
        rounds = {"with": [], "without": []}
        for demo in (full, bare):
            run(demo, 1)
        for number in range(options.rounds):
            # Whoever comes second may find the machine warmer, or busier: they change places.
            pairs = [("with", full), ("without", bare)]
            for name, demo in pairs if number % 2 == 0 else reversed(pairs):
                rounds[name].append(run(demo, options.seconds))
        return {"with": statistics.median(rounds["with"]), "without": statistics.median(rounds["without"]),
                "resident": full.resident_bytes(), "resident without": bare.resident_bytes()}
