"""The contract of object stores, and what it is worth, against real servers and the vendors' own signing code."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import azure_server  # noqa: E402
import blobs  # noqa: E402
import doors  # noqa: E402
import google_server  # noqa: E402
import stores  # noqa: E402
from harness import lane  # noqa: E402
from mail import certificates  # noqa: E402

EMAIL = "replica@lane.iam.gserviceaccount.com"
TESTS_SECONDS = 900


class ObjectStores(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        missing = stores.missing_tools()
        assert not missing, f"missing: {', '.join(missing)}; run scripts/setup object-stores"
        folder = tempfile.TemporaryDirectory(prefix="geoclimate-stores-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.processes = stores.Processes(cls.folder)
        cls.addClassCleanup(cls.processes.stop)
        cls.environment = {name: value for name, value in os.environ.items()
                           if not name.startswith(("AWS_", "GOOGLE_", "AZURE_")) and "proxy" not in name.lower()}
        cls.environment.update(AWS_ACCESS_KEY_ID=stores.ACCESS_KEY, AWS_SECRET_ACCESS_KEY=stores.SECRET_KEY,
                               AWS_REGION="us-east-1", AZURE_STORAGE_KEY=azure_server.KEY)

    def serve(self, handler, context=None):
        server = blobs.serve(handler, context)
        self.addCleanup(server.shutdown)
        return server.server_address[1]

    def swift_tests(self, pattern, least, **environment):
        """Runs the Swift tests that match, in an environment that names servers; at least so many must have run."""
        report = self.folder / f"{self.id()}-{pattern}.xml"
        runner = os.environ.get("GEOCLIMATE_OBJECT_STORE_TESTS")
        command = [runner, "--testing-library", "swift-testing"] if runner else \
            ["swift", "test", "--disable-xctest"]
        done = subprocess.run(
            [*command, "--filter", pattern, "--xunit-output", report], cwd=ROOT, capture_output=True, text=True,
            timeout=TESTS_SECONDS, env=self.environment | environment)
        output = done.stdout + done.stderr
        lines = [line for line in output.splitlines() if "recorded an issue" in line or "Test run with" in line]
        print("\n".join(lines[-40:]), file=sys.stderr)
        self.assertEqual(done.returncode, 0, "\n".join(lines[-20:]) + output[-2000:])
        reports = [report, report.with_name(report.stem + "-swift-testing.xml")]
        found = next(path for path in reports if path.exists())
        ran = [case.get("name") for case in xml.etree.ElementTree.parse(found).iter("testcase")]
        self.assertGreaterEqual(len(ran), least, ran)

    def contract(self, address, **environment):
        self.swift_tests("ObjectStoreContract|LiveStoreTests", 15, GEOCLIMATE_OBJECT_STORES=address, **environment)

    def test_seaweedfs(self):
        endpoint = stores.seaweedfs(self.processes)
        self.contract(f"s3://{stores.BUCKET}?endpoint={endpoint}")
        self.no_uploads_left(endpoint, stores.ADMIN_KEY)

    def test_radosgw(self):
        endpoint = stores.radosgw(self.processes)
        self.contract(f"s3://{stores.BUCKET}?endpoint={endpoint}")
        self.no_uploads_left(endpoint)

    def no_uploads_left(self, endpoint, access_key=stores.ACCESS_KEY):
        uploads = stores.s3_client(endpoint, access_key).list_multipart_uploads(Bucket=stores.BUCKET).get("Uploads", [])
        self.assertEqual(uploads, [])

    def test_azure(self):
        asked = []
        port = self.serve(azure_server.handler(asked))
        self.contract(f"azblob://{azure_server.ACCOUNT}/{azure_server.CONTAINER}"
                      f"?endpoint=http://127.0.0.1:{port}/{azure_server.ACCOUNT}")
        self.assertTrue(any("comp=blocklist" in path for _, path in asked))

    def test_azure_encrypted_through_a_proxy(self):
        authority = certificates.Authority(self.folder)
        port = self.serve(azure_server.handler([]), authority.server_context())
        connections = []
        proxy = self.serve(doors.proxy("lane", "p@ss", connections))
        self.swift_tests(
            "EncryptedStoreTests", 4,
            GEOCLIMATE_ENCRYPTED_STORE=f"azblob://{azure_server.ACCOUNT}/{azure_server.CONTAINER}"
                                       f"?endpoint=https://localhost:{port}/{azure_server.ACCOUNT}",
            GEOCLIMATE_CERTIFICATES=str(authority.path), GEOCLIMATE_PROXY=f"http://lane:p%40ss@127.0.0.1:{proxy}")
        self.assertEqual(set(connections), {f"localhost:{port}"})

    def test_google_with_a_service_account(self):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        issued = []
        token_url = []
        token_url.append(f"http://127.0.0.1:{self.serve(google_server.token_handler(public, lambda: token_url[0], issued))}/token")
        file = self.folder / "account.json"
        file.write_text(json.dumps({
            "type": "service_account", "client_email": EMAIL, "private_key_id": "k1", "token_uri": token_url[0],
            "private_key": key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption()).decode()}))
        door = self.serve(doors.token_door(stores.fake_gcs(self.processes), google_server.TOKEN))
        self.contract(f"gs://{google_server.BUCKET}?endpoint=http://127.0.0.1:{door}",
                      GOOGLE_APPLICATION_CREDENTIALS=str(file))
        claims = [one for one in issued if isinstance(one, dict)]
        self.assertTrue(claims, issued)
        self.assertEqual({one["iss"] for one in claims}, {EMAIL})
        self.assertEqual({one["exp"] - one["iat"] for one in claims}, {3600})
        print(f"{len(claims)} assertions believed", file=sys.stderr)

    def test_google_with_an_hmac_key(self):
        port = self.serve(google_server.xml_handler())
        self.contract(f"gs://{google_server.BUCKET}?endpoint=http://127.0.0.1:{port}",
                      GOOGLE_HMAC_ACCESS_ID=google_server.ACCESS_ID, GOOGLE_HMAC_SECRET=google_server.SECRET)

    def test_a_store_that_ignores_conditions_is_found(self):
        endpoint = stores.rclone(self.processes)
        self.swift_tests("IgnoredConditionsTests", 1,
                         GEOCLIMATE_STORE_IGNORING_CONDITIONS=f"s3://{stores.BUCKET}?endpoint={endpoint}")

    def test_servers_that_misbehave(self):
        port = self.serve(doors.Misbehaving)
        self.swift_tests("MisbehavingServerTests", 5,
                         GEOCLIMATE_MISBEHAVING_STORE=f"s3://bucket?endpoint=http://127.0.0.1:{port}")


lane.main()
