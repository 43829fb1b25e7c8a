"""What the tests of the HTTP contract share: one demo per class."""

import re
import shutil
import tempfile
import unittest

from harness.daemon import Daemon

RFC3339_UTC = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


class DemoCase(unittest.TestCase):
    """Tests that talk to `geoclimate demo` on a data directory of their own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="geoclimate-contract-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.data_dir = cls.folder + "/data"
        cls.demo = Daemon(cls.data_dir, "demo")
        cls.addClassCleanup(cls.demo.kill)

    def assertProblem(self, answer, status):
        """An RFC 9457 body whose fields agree with the answer."""
        self.assertEqual(answer.status, status, answer.body)
        self.assertEqual(answer.headers.get_content_type(), "application/problem+json", answer.body)
        problem = answer.json()
        self.assertEqual(problem["status"], status)
        self.assertEqual(problem["instance"], answer.headers["X-Request-ID"])
        self.assertEqual(problem["error"], problem["detail"])
        for field in ("type", "title", "detail"):
            self.assertIsInstance(problem[field], str, field)
            self.assertTrue(problem[field], field)
        return problem

    def assertUnprocessable(self, answer):
        """A 422 that lists where each error is."""
        problem = self.assertProblem(answer, 422)
        self.assertTrue(problem["errors"])
        for error in problem["errors"]:
            self.assertIsInstance(error["loc"], list)
            self.assertIsInstance(error["msg"], str)
        return problem

    def production_model(self):
        models = self.demo.get("/models?stage=production").json()
        return self.listed(models)[0]

    @staticmethod
    def listed(answer):
        """The models of a list answer."""
        return answer["models"] if isinstance(answer, dict) else answer
