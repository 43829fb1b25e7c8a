"""The servers that the daemon is measured beside: started on free ports of loopback, ended by process id."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

START_SECONDS = 60
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def size(folder):
    return sum(file.stat().st_size for file in pathlib.Path(folder).rglob("*") if file.is_file())


def processor_seconds(pid):
    """User and system time of a process."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(pid):
    line = next(line for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in line)
    return int(line.split()[1]) * 1024


class Server:
    """Something that answers Prometheus's API; a context manager that ends it."""

    name = ""
    headers = {}

    def __init__(self, folder, command, ready):
        self.folder = pathlib.Path(folder)
        self.log = open(str(folder) + ".log", "wb")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.pid = self.process.pid
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(self.url + ready, timeout=5).read()
                return
            except (OSError, urllib.error.URLError):
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise SystemExit(f"{self.name} did not start: see {folder}.log") from None
                time.sleep(0.1)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Prometheus(Server):
    name = "Prometheus"

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        config = str(folder) + ".yml"
        pathlib.Path(config).write_text("{}")
        super().__init__(folder, [
            "prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}", "--log.level=warn",
            f"--web.listen-address=127.0.0.1:{port}", "--web.enable-remote-write-receiver",
            "--storage.tsdb.retention.time=10y"], "/-/ready")


class Victoria(Server):
    name = "VictoriaMetrics"

    def __init__(self, folder):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(folder, [
            "victoria-metrics", f"-storageDataPath={folder}", f"-httpListenAddr=127.0.0.1:{port}",
            "-retentionPeriod=100y", "-search.latencyOffset=0s", "-search.disableCache"], "/health")

    def settle(self):
        """Everything on the disk, and merged as it would be in time."""
        for step in ("force_flush", "force_merge"):
            urllib.request.urlopen(f"{self.url}/internal/{step}", timeout=120).read()
        time.sleep(5)

    def load(self, samples):
        for labels, column in zip(samples.labels, samples.columns):
            line = json.dumps({"metric": labels, "values": list(column), "timestamps": samples.times})
            urllib.request.urlopen(self.url + "/api/v1/import", line.encode(), timeout=60).read()


def make_prometheus_blocks(samples, folder):
    """The blocks that Prometheus has after compaction, without running one."""
    text = str(folder) + ".om"
    order = sorted(range(len(samples.labels)), key=lambda number: samples.labels[number]["__name__"])
    stamps = [f"{time / 1000:.3f}\n" for time in samples.times]
    with open(text, "w") as file:
        for number in order:
            labels = samples.labels[number]
            rest = ",".join(f"{key}={json.dumps(value)}" for key, value in labels.items() if key != "__name__")
            key = f"{labels['__name__']}{{{rest}}}"
            file.writelines(f"{key} {value!r} {stamp}" for value, stamp in zip(samples.columns[number], stamps))
        file.write("# EOF\n")
    subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "--quiet", text, str(folder)],
                   check=True, stdout=subprocess.DEVNULL)
    os.remove(text)


def require(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        raise SystemExit(f"{', '.join(missing)} is missing: run scripts/setup telemetry-bench")


def ask(server, path, parameters):
    """The answer of Prometheus's API as a value, and the seconds that it took until its last byte."""
    body = urllib.parse.urlencode(parameters).encode()
    began = time.monotonic()
    request = urllib.request.Request(server.url + path, data=body, headers=dict(server.headers))
    with urllib.request.urlopen(request, timeout=300) as answer:
        content = answer.read()
    seconds = time.monotonic() - began
    return json.loads(content)["data"]["result"], seconds
