"""The real binary: started, asked over HTTP, and stopped, with nothing but Python's standard library."""

import http.client
import json
import os
import select
import signal
import subprocess
import time
import urllib.parse

BINARY = os.environ.get("GEOCLIMATE_BINARY", "")
READY_SECONDS = 30
ADMINISTRATOR = "harness"
STOP_SECONDS = 15


class Answer:
    """One HTTP answer, read to its end."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


# What a lane adds to the environment of all that it starts from then on.
settings = {}


def environment():
    """The caller's environment without settings that would change the daemon under test, and with those of the lane."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("GEOCLIMATE_", "NOTIFY_", "CREDENTIALS_"))}
    return clean | settings


def run(*arguments, data_dir=None, stdin=None, timeout=120, check=False):
    """Runs a command to its end; `data_dir` becomes `--data-dir`."""
    command = [BINARY, *map(str, arguments)]
    if data_dir is not None:
        command += ["--data-dir", str(data_dir)]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=timeout, env=environment())
    if check and done.returncode != 0:
        raise AssertionError(f"{command} exited {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done


def run_json(*arguments, data_dir=None):
    """Runs a command with `--json` and returns the value it printed."""
    return json.loads(run(*arguments, "--json", data_dir=data_dir, check=True).stdout)


_keys = {}


def administrator_key(data_dir):
    """The key of an administrator without limits; made with the commands where this run has not seen the directory."""
    data_dir = os.path.abspath(data_dir)
    if data_dir not in _keys:
        run("user", "create", ADMINISTRATOR, "--email", f"{ADMINISTRATOR}@example.org", "--role", "admin", "--tier",
            "enterprise", "--password-stdin", data_dir=data_dir, stdin=b"four words nobody expects", check=True)
        _keys[data_dir] = run_json("user", "key", "create", "--user", ADMINISTRATOR, "--name", "harness",
                                   data_dir=data_dir)["key"]
    return _keys[data_dir]


class Daemon:
    """`serve` or `demo` on a free port of loopback; a context manager that stops it.

    Requests carry the key of an administrator, unless they bring credentials of their own or there is to be none.
    """

    def __init__(self, data_dir, command="serve", *arguments, ready=True, administrator=True):
        self.data_dir = os.path.abspath(data_dir)
        self.key = administrator_key(data_dir) if command == "serve" and administrator else None
        self.log_path = os.path.join(os.path.dirname(os.path.abspath(data_dir)), f"{command}.log")
        self.log = open(self.log_path, "ab")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [BINARY, command, "--port", "0", "--json", "--data-dir", str(data_dir), *map(str, arguments)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, env=environment())
        if ready:
            self.wait_until_ready()

    def wait_until_ready(self):
        """Reads the one JSON value that says where the daemon listens."""
        text = b""
        deadline = self.began + READY_SECONDS
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                self.kill()
                raise AssertionError(f"no JSON within {READY_SECONDS} s, only {text!r}; log: {self.tail()}")
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                raise AssertionError(f"exited {self.process.wait()} before it was ready; log: {self.tail()}")
            text += chunk
            try:
                self.announced = json.loads(text)
                break
            except ValueError:
                continue
        self.ready_seconds = time.monotonic() - self.began
        self.url = self.announced["url"]
        if "api_key" in self.announced:
            self.key = _keys[self.data_dir] = self.announced["api_key"]
        self.address = urllib.parse.urlsplit(self.url).netloc

    def tail(self):
        return self.log_text()[-2000:]

    def log_text(self):
        """All that was logged, by daemons before this one on the same directory as well."""
        self.log.flush()
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def request(self, method, path, body=None, headers=None, timeout=60, source=None):
        """`source` is the address to ask from: one address may have 64 connections at once."""
        connection = http.client.HTTPConnection(self.address, timeout=timeout, source_address=source and (source, 0))
        try:
            headers = dict(headers or {})
            if self.key and not {"x-api-key", "authorization"} & {name.lower() for name in headers}:
                headers["X-API-Key"] = self.key
            if isinstance(body, (dict, list)):
                body = json.dumps(body)
                headers.setdefault("Content-Type", "application/json")
            connection.request(method, path, body=body, headers=headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def ask(self, method, path, body=None, key=None):
        """A request with another key, or without any."""
        key, self.key = self.key, key
        try:
            return self.request(method, path, body)
        finally:
            self.key = key

    def get(self, path, **headers):
        return self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path, body=None, content_type=None):
        return self.request("POST", path, body, {"Content-Type": content_type} if content_type else None)

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            line = next(line for line in status if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def stop(self):
        """Asks it to finish what is in flight; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"did not stop within {STOP_SECONDS} s of SIGTERM; log: {self.tail()}") from None
        self.close()
        return self.process.returncode

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.close()

    def close(self):
        self.process.stdout.close()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.stop()
        else:
            self.kill()


def make_demo_data(data_dir):
    """A data directory with the demo's production model, left by a demo that was stopped."""
    with Daemon(data_dir, "demo") as demo:
        return demo.announced["model"]
