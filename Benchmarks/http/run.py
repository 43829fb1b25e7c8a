"""Measures /predict with an administrator's key, and /health, beside FastAPI and bare Hummingbird; prints Markdown."""

import argparse
import contextlib
import datetime
import http.client
import json
import os
import pathlib
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "Tests" / "IntegrationTests"))

from harness.daemon import Daemon  # noqa: E402

CONNECTIONS = 32
THREADS = 2
WARM_UP_SECONDS = 1
START_SECONDS = 30
BASELINE = "geoclimate, no gate"


class Server:
    """A process that answers on a port, and those it started."""

    def __init__(self, name, process, port, routes, key=None):
        self.name, self.process, self.port, self.routes, self.key = name, process, port, routes, key

    def resident_bytes(self):
        """Resident memory of the process and its children together."""
        return sum(_resident(pid) for pid in _tree(self.process.pid))


def _resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return sum(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))


def _tree(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [pid] + [found for child in children.read().split() for found in _tree(int(child))]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port, path):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answered {path} on port {port} within {START_SECONDS} s")


@contextlib.contextmanager
def started(name, command, port, routes, ready, environment=None, log=None):
    process = subprocess.Popen(command, env=os.environ | (environment or {}), stdout=log, stderr=log, cwd=HERE)
    try:
        wait_for(port, ready)
        yield Server(name, process, port, routes)
    finally:
        process.terminate()
        process.wait()


def production_model(demo):
    models = demo.get("/models?stage=production").json()
    return (models["models"] if isinstance(models, dict) else models)[0]


def measure(server, method, path, seconds):
    """One run of wrk; a refused or failed request ends the benchmark, for its figure would mean nothing."""
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(HERE / "wrk.lua"),
               f"http://127.0.0.1:{server.port}{path}"]
    environment = os.environ | {"METHOD": method} | ({"API_KEY": server.key} if server.key else {})
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    line = next(line for line in done.stdout.splitlines() if line.startswith("result "))
    result = json.loads(line.removeprefix("result "))
    if result["errors"] or not result["requests"]:
        raise SystemExit(f"{server.name} {method} {path}: {result['errors']} errors in {result['requests']} requests")
    result["per_second"] = result["requests"] / result["seconds"]
    return result


def measure_all(servers, rounds, seconds):
    """Every route of every server in turn, `rounds` times over; medians of the rounds."""
    routes = [(server, method, path) for server in servers for method, path in server.routes]
    results = {(server.name, method, path): [] for server, method, path in routes}
    for _ in range(rounds):
        for server, method, path in routes:
            measure(server, method, path, WARM_UP_SECONDS)
            results[server.name, method, path].append(measure(server, method, path, seconds))
    return {
        route: {key: statistics.median(run[key] for run in runs) for key in ("per_second", "p50_ms", "p99_ms")}
        for route, runs in results.items()}


def machine():
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError, StopIteration), open("/proc/cpuinfo") as info:
        model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    return f"{os.cpu_count()} cores, {model}"


def table(medians, memory):
    lines = ["| server | request | requests/s | p50 ms | p99 ms | resident MB |", "|---|---|--:|--:|--:|--:|"]
    for (name, method, path), result in medians.items():
        lines.append(f"| {name} | {method} {path} | {result['per_second']:,.0f} | {result['p50_ms']:.2f} | "
                     f"{result['p99_ms']:.2f} | {memory[name] / 1e6:.0f} |")
    return "\n".join(lines)


def ratios(medians):
    """The figures that the project promises, each with its target and whether it is met."""
    ours = medians["geoclimate", "POST", "/predict"]
    health = medians["geoclimate", "GET", "/health"]
    rows = [("POST /predict against FastAPI, 1 worker",
             ours["per_second"] / medians["FastAPI, 1 worker", "POST", "/predict"]["per_second"], "x", "at least", 10),
            ("POST /predict against FastAPI, 2 workers",
             ours["per_second"] / medians["FastAPI, 2 workers", "POST", "/predict"]["per_second"], "x", "", None),
            ("GET /health against FastAPI, 1 worker",
             health["per_second"] / medians["FastAPI, 1 worker", "GET", "/health"]["per_second"], "x", "", None),
            ("POST /predict against a bare Hummingbird GET",
             100 * ours["per_second"] / medians["bare Hummingbird", "GET", "/constant"]["per_second"], "%", "at least",
             60),
            ("POST /predict against a bare Hummingbird POST",
             100 * ours["per_second"] / medians["bare Hummingbird", "POST", "/constant"]["per_second"], "%", "", None),
            ("POST /predict p99", ours["p99_ms"], "ms", "under", 10)]
    if (BASELINE, "POST", "/predict") in medians:
        before = medians[BASELINE, "POST", "/predict"]["per_second"]
        rows.append(("what the gate costs of POST /predict", 100 * (1 - ours["per_second"] / before), "%", "under", 15))
    lines = ["| ratio | measured | target | met |", "|---|--:|---|---|"]
    for title, value, unit, relation, target in rows:
        wanted = met = ""
        if target is not None:
            wanted = f"{relation} {target} {unit}"
            met = "yes" if (value >= target if relation == "at least" else value < target) else "no"
        lines.append(f"| {title} | {value:.1f} {unit} | {wanted} | {met} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench http", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each route is measured (3)")
    parser.add_argument("--seconds", type=int, default=5, help="how long each measurement takes (5)")
    parser.add_argument("--baseline", metavar="BINARY",
                        help="a geoclimate of before there were keys and limits, to print what they cost")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="geoclimate-bench-"))
        log = stack.enter_context(open(folder + "/servers.log", "wb"))
        demo = stack.enter_context(Daemon(folder + "/data", "demo"))
        model = production_model(demo)
        with open(folder + "/model", "wb") as file:
            file.write(demo.get(f"/models/{model['model_id']}/download").body)

        both = [("POST", "/predict"), ("GET", "/health")]
        servers = [Server("geoclimate", demo.process, int(demo.address.rsplit(":", 1)[1]), both, demo.key)]
        if options.baseline:
            port = free_port()
            servers.append(stack.enter_context(started(
                BASELINE, [options.baseline, "demo", "--port", str(port), "--data-dir", folder + "/before"], port,
                [("POST", "/predict")], "/health", log=log)))
        port = free_port()
        servers.append(stack.enter_context(started(
            "bare Hummingbird", [os.environ["BARE_BINARY"], str(port)], port,
            [("GET", "/constant"), ("POST", "/constant")], "/constant", log=log)))
        for workers in (1, 2):
            port = free_port()
            servers.append(stack.enter_context(started(
                f"FastAPI, {workers} worker{'s' if workers > 1 else ''}",
                [sys.executable, "-m", "uvicorn", "server:app", "--port", str(port), "--workers", str(workers),
                 "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"],
                port, both, "/health",
                {"MODEL_FILE": folder + "/model", "MODEL_ID": model["model_id"], "OMP_NUM_THREADS": "1",
                 "PYTHONDONTWRITEBYTECODE": "1"},
                log)))
        medians = measure_all(servers, options.rounds, options.seconds)
        memory = {server.name: server.resident_bytes() for server in servers}
    today = datetime.datetime.now(datetime.timezone.utc).date()
    print(f"{today}, {machine()}. wrk, {CONNECTIONS} connections, {THREADS} threads on the same cores; medians of "
          f"{options.rounds} alternating runs of {options.seconds} s.\n\n{table(medians, memory)}\n\n{ratios(medians)}")


if __name__ == "__main__":
    main()
