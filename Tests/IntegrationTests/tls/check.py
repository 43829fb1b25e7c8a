"""HTTPS is modern, HTTP/2 has its bounds, and certificates are renewed without a restart."""

import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import certificates  # noqa: E402
import http2  # noqa: E402
from harness import daemon, lane  # noqa: E402

HEADERS, RST_STREAM, SETTINGS, PING, CONTINUATION, WINDOW_UPDATE = 1, 3, 4, 6, 9, 8
RENEWAL_SECONDS = 15


class TLS(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="geoclimate-tls-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.certificate, cls.key = certificates.make(cls.folder, "first")
        cls.config = cls.write_config("daemon", cls.certificate, cls.key)
        cls.demo = daemon.Daemon(str(cls.folder / "data"), "demo", "--config", str(cls.config))
        cls.addClassCleanup(cls.demo.kill)
        host, port = cls.demo.address.split(":")
        cls.address = (host, int(port))

    @classmethod
    def write_config(cls, name, certificate, key):
        path = cls.folder / f"{name}.yaml"
        path.write_text(f"server:\n  tls:\n    certificate: {certificate}\n    key: {key}\n")
        return path

    def openssl(self, *options):
        done = subprocess.run(
            ["openssl", "s_client", "-connect", "%s:%d" % self.address, *options], input=b"", capture_output=True, timeout=20)
        return done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")

    def common_name(self):
        """The name in the certificate that a new connection is shown."""
        shown = self.openssl("-servername", "localhost")
        return shown.split("CN = ")[1].split()[0] if "CN = " in shown else shown.split("CN=")[1].split()[0]

    def healthy(self):
        client = http2.Client(self.address)
        self.addCleanup(client.close)
        self.assertEqual(client.ask()[0], 200)

    def test_curl_speaks_http2_and_http1(self):
        self.assertTrue(self.demo.url.startswith("https://"))
        for option, version in (("--http2", "2"), ("--http1.1", "1.1")):
            done = subprocess.run(
                ["curl", "-sS", option, "--cacert", self.certificate, "-D", "-", "-o", "/dev/null", "-w", "%{http_version}",
                 f"https://localhost:{self.address[1]}/health", "--resolve", f"localhost:{self.address[1]}:{self.address[0]}"],
                capture_output=True, timeout=20)
            text = done.stdout.decode()
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(text.endswith(version), text)
            self.assertIn(" 200", text.splitlines()[0])
            self.assertIn("strict-transport-security: max-age=31536000", text.lower())

    def test_only_modern_versions_and_ciphers(self):
        self.assertIn("TLSv1.3", self.openssl("-tls1_3"))
        self.assertIn("ECDHE", self.openssl("-tls1_2"))
        for options in (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1", "-cipher", "ALL:@SECLEVEL=0"],
                        ["-tls1_2", "-cipher", "AES128-SHA:AES128-GCM-SHA256:@SECLEVEL=0"],
                        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384:@SECLEVEL=0"]):
            self.assertRegex(self.openssl(*options), "Cipher is \\(NONE\\)|Cipher    : 0000", options)
        self.assertIn("ALPN protocol: h2", self.openssl("-alpn", "h2,http/1.1"))
        self.assertIn("ALPN protocol: http/1.1", self.openssl("-alpn", "http/1.1"))

    def test_a_renewed_certificate_is_used_without_a_restart(self):
        before = http2.Client(self.address)
        self.addCleanup(before.close)
        self.assertEqual(before.ask()[0], 200)
        self.assertEqual(self.common_name(), "first")
        new, key = certificates.make(self.folder, "second", key="rsa")
        # Half of a renewal is no pair, and changes nothing.
        shutil.copyfile(new, self.certificate)
        time.sleep(7)
        self.assertEqual(self.common_name(), "first")
        shutil.copyfile(key, self.key)
        deadline = time.monotonic() + RENEWAL_SECONDS
        while self.common_name() != "second":
            self.assertLess(time.monotonic(), deadline, "the new certificate is not used")
            time.sleep(0.5)
        self.assertEqual(before.ask()[0], 200, "an open connection goes on")
        self.assertIn("cannot be used", pathlib.Path(self.demo.log_path).read_text())

    def test_a_key_that_others_may_read_is_refused(self):
        certificate, key = certificates.make(self.folder, "open")
        key.chmod(0o640)
        done = daemon.run("serve", "--port", "0", "--config", self.write_config("open", certificate, key),
                          data_dir=self.folder / "open-data")
        self.assertEqual(done.returncode, 1)
        self.assertIn("chmod 600", done.stderr.decode())

    def test_refusals_over_http2_are_problem_documents(self):
        client = http2.Client(self.address)
        self.addCleanup(client.close)
        for expected, head, fields in (
                (431, ("GET", "/health"), [(f"a{n}", "b") for n in range(101)]), (414, ("GET", "/" + "a" * 8192), []),
                (417, ("GET", "/health"), [("expect", "x")]), (404, ("GET", "/nowhere"), []),
                (415, ("POST", "/predict"), [("content-encoding", "gzip")])):
            with self.subTest(expected):
                status, found = client.ask(*head, fields=fields)
                self.assertEqual(status, expected)
                self.assertEqual(found["content-type"], "application/problem+json")
                self.assertIn("x-request-id", found)
        self.assertEqual(client.ask()[0], 200, "the connection goes on")

    def attack(self, data, closed_within=10):
        """Sends frames after the preface; the connection must go, and others be answered."""
        client = http2.Client(self.address)
        self.addCleanup(client.close)
        for piece in data(client):
            if not client.send_raw(piece):
                break
        self.assertTrue(client.is_closed_within(closed_within), "the connection stayed open")
        self.healthy()

    def test_rapid_reset(self):
        def frames(client):
            block = client.h2.encoder.encode(client.head())
            for stream in range(1, 4000, 2):
                yield http2.frame(HEADERS, 0x4 | 0x1, stream, block) + http2.frame(RST_STREAM, 0, stream, b"\0\0\0\x08")
        self.attack(frames)

    def test_continuation_flood(self):
        def frames(client):
            yield http2.frame(HEADERS, 0x1, 1, client.h2.encoder.encode(client.head()))
            for _ in range(2000):
                yield http2.frame(CONTINUATION, 0, 1, b"")
        self.attack(frames)

    def test_settings_flood(self):
        self.attack(lambda _: (http2.frame(SETTINGS, 0, 0) for _ in range(5000)))

    def test_ping_flood(self):
        self.attack(lambda _: (http2.frame(PING, 0, 0, bytes(8)) for _ in range(5000)))

    def test_header_bomb(self):
        def frames(client):
            # A thousand references to one large field of the table: a few bytes that become megabytes.
            first = client.h2.encoder.encode([*client.head(), ("x", "a" * 3000)])
            yield http2.frame(HEADERS, 0x4 | 0x1, 1, first + b"\xbe" * 4000)
        self.attack(frames)

    def test_a_handshake_that_never_comes_is_given_up(self):
        with socket.create_connection(self.address, timeout=15) as connection:
            began = time.monotonic()
            self.assertEqual(connection.recv(1), b"")
            self.assertLess(time.monotonic() - began, 13)

    def test_plain_http_is_closed(self):
        with socket.create_connection(self.address, timeout=5) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertNotIn(b"HTTP/1.1 200", connection.recv(100))

    def test_streams_at_once_are_bounded(self):
        client = http2.Client(self.address)
        self.addCleanup(client.close)
        self.assertEqual(client.ask()[0], 200)
        self.assertEqual(client.h2.remote_settings.max_concurrent_streams, 100)


if __name__ == "__main__":
    lane.main()
