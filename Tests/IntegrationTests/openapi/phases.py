"""Every phase of schemathesis against the daemon's own description of itself, with the key of an administrator."""

import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import daemon, lane  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = os.environ.get("GEOCLIMATE_EXAMPLES", "25")
# What must pass before a change lands is the same each time; everybody else explores.
SEED = os.environ.get("GEOCLIMATE_SEED") or ("1" if os.environ.get("CI") else str(random.randrange(1 << 32)))
MOST_SECONDS = 3600

# One address sends everything, also what is to be refused for its lack of credentials and not for its number.
SETTINGS = """\
limits:
  anonymous.requests_per_minute: 1000000
  anonymous.burst: 1000000
"""


class Phases(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"seed {SEED}, {EXAMPLES} examples for each operation", file=sys.stderr)

    def run_phase(self, phase):
        """Each phase gets a daemon of its own, so that what one deletes the next still has."""
        with tempfile.TemporaryDirectory(prefix="geoclimate-openapi-") as folder:
            data_dir = pathlib.Path(folder) / "data"
            daemon.make_demo_data(data_dir)
            settings = pathlib.Path(folder) / "geoclimate.yaml"
            settings.write_text(SETTINGS)
            with daemon.Daemon(data_dir, "serve", "--config", settings) as served:
                # The tool leaves out the path that it read the document from.
                described = sum(
                    method != "parameters" for path, item in served.get("/openapi.json").json()["paths"].items()
                    for method in item if path != "/openapi.json")
                own = {"OPENAPI_OWN_USER": str(served.get("/users/me").json()["id"]),
                       "OPENAPI_OWN_KEY": str(served.get("/api-keys").json()[0]["id"])}
                done = subprocess.run(
                    ["schemathesis", "--config-file", HERE / "schemathesis.toml", "run",
                     f"{served.url}/openapi.json", "--phases", phase, "--max-examples", EXAMPLES, "--seed", SEED,
                     "--header", f"X-API-Key: {served.key}"],
                    cwd=folder, capture_output=True, text=True, timeout=MOST_SECONDS,
                    env={**os.environ, **own, "PYTHONPATH": str(HERE.parent), "NO_COLOR": "1"})
                self.assertEqual(served.get("/users/me").status, 200, "the key was lost on the way")
        print(done.stdout, file=sys.stderr)
        self.assertEqual(done.returncode, 0, done.stdout[-4000:] + done.stderr[-4000:])
        self.assertRegex(done.stdout, rf"Selected: {described}/{described}")
        cases = re.search(r"([\d,]+) generated", done.stdout)
        self.assertIsNotNone(cases, "nothing was sent")
        self.assertGreater(int(cases.group(1).replace(",", "")), 0)

    def test_examples(self):
        self.run_phase("examples")

    def test_coverage(self):
        self.run_phase("coverage")

    def test_fuzzing(self):
        self.run_phase("fuzzing")

    def test_stateful(self):
        self.run_phase("stateful")


if __name__ == "__main__":
    lane.main()
