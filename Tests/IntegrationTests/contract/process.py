"""The process around the HTTP: start, announcement, refusals, exit codes, shutdown."""

import json
import threading

from contract.case import DemoCase
from harness import rows
from harness.daemon import Daemon, run, run_json


class Process(DemoCase):
    def test_demo_announces_itself(self):
        self.assertTrue(self.demo.announced["url"].startswith("http://127.0.0.1:"))
        self.assertIn("aqi", str(self.demo.announced["model"]))

    def test_serve_continues_what_the_demo_left(self):
        folder = self.folder + "/left"
        with Daemon(folder, "demo") as demo:
            before = demo.post("/predict", {"data": {"pm25": 50}}).json()["predictions"]
        with Daemon(folder) as daemon:
            self.assertEqual(daemon.post("/predict", {"data": {"pm25": 50}}).json()["predictions"], before)
            self.assertEqual(daemon.stop(), 0)

    def test_others_may_reach_it_with_a_warning(self):
        with Daemon(self.folder + "/open", "serve", "--host", "0.0.0.0") as daemon:
            self.assertIn("without TLS", daemon.tail())
            self.assertEqual(daemon.ask("GET", "/models").status, 401)
            self.assertEqual(daemon.get("/health").status, 200)
            for name, status in (("example.org", 421), ("localhost", 200)):
                self.assertEqual(daemon.get("/health", Host=name).status, status, name)
        refused = run("serve", "--host", "example.org", "--port", 0, data_dir=self.folder + "/name", timeout=20)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn(b"example.org", refused.stderr)

    def test_shutdown_finishes_what_is_in_flight(self):
        batch = rows.make(3000, seed=5)
        with Daemon(self.folder + "/drain", "demo") as demo:
            answers = []
            asking = threading.Thread(target=lambda: answers.append(demo.post("/predict/batch", {"data": batch})))
            asking.start()
            # Any moment will do: the request is refused before it is accepted, or answered in full.
            demo.get("/health")
            self.assertEqual(demo.stop(), 0)
            asking.join()
        for answer in answers:
            self.assertEqual(len(answer.json()["predictions"]), len(batch))

    def test_exit_codes_and_help(self):
        self.assertEqual(run("--version").returncode, 0)
        self.assertEqual(run("help", "predict").returncode, 0)
        self.assertIn(b"_geoclimate", run("completion", "bash", check=True).stdout)
        self.assertEqual(run("no-such-command").returncode, 64)
        self.assertEqual(run("predict").returncode, 64)
        missing = run("predict", "--model", "aqi", "--input", "/no/such/file", data_dir=self.data_dir)
        self.assertEqual(missing.returncode, 1)
        self.assertIn(b"/no/such/file", missing.stderr)

    def test_configuration(self):
        self.assertIn("server.port", str(run_json("config", "show", data_dir=self.data_dir)))
        path = self.folder + "/bad.yaml"
        with open(path, "w") as file:
            file.write("server:\n  prot: 8000\n")
        refused = run("config", "check", "--config", path)
        self.assertIn(refused.returncode, (1, 2))
        self.assertIn(b"server.prot", refused.stdout + refused.stderr)
        self.assertIn(b"bad.yaml", refused.stdout + refused.stderr)

    def test_verify_is_content(self):
        for arguments, key in (((), None), (("--api-key-stdin",), self.demo.key.encode())):
            done = run("verify", "--url", self.demo.url, "--json", *arguments, data_dir=self.data_dir, stdin=key)
            self.assertEqual(done.returncode, 0, done.stdout)
            checks = {check["name"]: check["status"] for check in json.loads(done.stdout)["checks"]}
            self.assertEqual(checks["http.asks_for_credentials"], "PASS")
            self.assertEqual(checks["http.predict"], "PASS" if key else "SKIP")

    def test_bad_model_file_is_one_line(self):
        path = self.folder + "/broken.json"
        with open(path, "w") as file:
            file.write('{"learner":')
        refused = run("model", "import", path, "--name", "broken", data_dir=self.data_dir)
        self.assertEqual(refused.returncode, 1)
        self.assertEqual(len(refused.stderr.strip().splitlines()), 1, refused.stderr)
        self.assertIn(b"broken.json", refused.stderr)
