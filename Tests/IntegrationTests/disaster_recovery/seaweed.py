"""A real S3 server, SeaweedFS, on free ports of loopback, and the few requests that a look at it from outside needs."""

import datetime
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import uuid
import xml.etree.ElementTree

ACCESS_KEY, SECRET_KEY = "AKTEST", "SKTEST"
REGION = "us-east-1"
START_SECONDS = 60
START_ATTEMPTS = 3
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
# What a shell may have set that would send the servers' own clients elsewhere.
MISLEADING = ("AWS_CA_BUNDLE", "AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN", "SSL_CERT_FILE",
              "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def clean_environment(environment=None):
    """An environment with the store's credentials and nothing that leads elsewhere."""
    environment = dict(os.environ if environment is None else environment)
    return {name: value for name, value in environment.items() if name not in MISLEADING} | ENVIRONMENT


def is_free(port):
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def free_ports(count):
    """Free ports, with those free as well that the server derives from them by adding 10,000.

    All are below the ports that the system hands to connections.
    """
    ports, port = [], 10_000 + uuid.uuid4().int % 10_000
    while len(ports) < count:
        port += 1
        if is_free(port) and is_free(port + 10_000):
            ports.append(port)
    return ports


class Bucket:
    """One bucket, asked over one connection at a time with signatures of version 4."""

    def __init__(self, port, name):
        self.port, self.name = port, name
        self.connection = None

    def request(self, method, path, query=(), body=b""):
        """Status and body of one signed request; a connection that the server closed is opened again once."""
        path = f"/{self.name}" + (f"/{urllib.parse.quote(path)}" if path else "")
        query = urllib.parse.urlencode(sorted(query), quote_via=urllib.parse.quote)
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                target = path + (f"?{query}" if query else "")
                self.connection.request(
                    method, target, body=body, headers=self.signed(method, path, query, body))
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise

    def signed(self, method, path, query, body):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        digest = hashlib.sha256(body).hexdigest()
        headers = {"host": f"127.0.0.1:{self.port}", "x-amz-content-sha256": digest, "x-amz-date": now}
        names = ";".join(headers)
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        canonical = f"{method}\n{path}\n{query}\n{lines}\n{names}\n{digest}"
        scope = f"{now[:8]}/{REGION}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = f"AWS4{SECRET_KEY}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        return headers | {"authorization": f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{scope},"
                                           f"SignedHeaders={names},Signature={signature}"}

    def make(self):
        status, body = self.request("PUT", "")
        assert status in (200, 409), body

    def put(self, key, body):
        status, answer = self.request("PUT", key, body=body)
        assert status == 200, answer

    def get(self, key):
        status, body = self.request("GET", key)
        assert status == 200, body
        return body

    def list(self, prefix="", after=""):
        """Pairs of key and size under a prefix behind a key, in the order of keys."""
        found, token = [], None
        while True:
            query = [("list-type", "2"), ("prefix", prefix), ("max-keys", "1000")]
            query += [("start-after", after)] if after else []
            query += [("continuation-token", token)] if token else []
            status, body = self.request("GET", "", query)
            if status == 404:
                return found
            assert status == 200, body
            token = None
            for element in xml.etree.ElementTree.fromstring(body):
                tag = element.tag.rpartition("}")[2]
                if tag == "Contents":
                    fields = {child.tag.rpartition("}")[2]: child.text for child in element}
                    found.append((fields["Key"], int(fields["Size"])))
                elif tag == "NextContinuationToken":
                    token = element.text
            if not token:
                return found


class SeaweedFS:
    """The server on a folder; a context manager. It may be frozen, killed and started again on the same ports."""

    def __init__(self, folder, bucket="replica"):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        for attempt in range(START_ATTEMPTS):
            self.ports = free_ports(4)
            self.port = self.ports[3]
            self.endpoint = f"http://127.0.0.1:{self.port}"
            self.bucket = Bucket(self.port, bucket)
            try:
                self.start()
                self.bucket.make()
                self.until_writable()
                break
            except (AssertionError, OSError, http.client.HTTPException):
                self.stop()
                # Another server that starts now may have taken a port in between.
                if attempt == START_ATTEMPTS - 1:
                    raise

    def location(self, prefix):
        """The address as `replica.url` has it."""
        return f"s3://{self.bucket.name}/{prefix}?endpoint={self.endpoint}&region={REGION}"

    def start(self):
        master, volume, filer, s3 = self.ports
        settings = self.folder / "s3.json"
        settings.write_text(json.dumps({"identities": [
            {"name": "all", "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
             "actions": ["Admin", "Read", "Write", "List"]}]}))
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        self.log = open(str(self.folder) + ".log", "ab")
        self.process = subprocess.Popen(
            [str(pathlib.Path(sys.executable).parent / "weed"), "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
             f"-dir={data}", "-master.volumeSizeLimitMB=256", "-volume.max=200", f"-master.port={master}",
             f"-volume.port={volume}", "-filer", f"-filer.port={filer}", "-s3", f"-s3.port={s3}",
             f"-s3.config={settings}", "-master.telemetry=false"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=clean_environment())
        self.until_answers()

    def until_answers(self):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.bucket.request("GET", "", [("list-type", "2"), ("max-keys", "1")])
                return
            except (OSError, http.client.HTTPException):
                self.give_up_after(deadline)

    def until_writable(self):
        """The bucket exists before its first volume does."""
        deadline = time.monotonic() + START_SECONDS
        while self.bucket.request("PUT", "ready", body=b"1")[0] != 200:
            self.give_up_after(deadline)

    def give_up_after(self, deadline):
        if time.monotonic() > deadline or self.process.poll() is not None:
            self.stop()
            end = pathlib.Path(f"{self.folder}.log").read_text(errors="replace")[-2000:]
            raise AssertionError(f"SeaweedFS did not start: {end}")
        time.sleep(0.1)

    def freeze(self):
        """It takes connections and answers nothing, as a machine that hangs."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        if self.process.poll() is None:
            # It takes its time to end otherwise; what it acknowledged is on the disk.
            self.process.kill()
            self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
