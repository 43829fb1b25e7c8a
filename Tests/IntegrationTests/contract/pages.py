"""The paths that anyone may read."""

import re

from contract.case import RFC3339_UTC, DemoCase


class Pages(DemoCase):
    def test_root_names_itself(self):
        answer = self.demo.get("/")
        self.assertEqual(answer.status, 200)
        self.assertEqual(set(answer.json()), {"message", "version", "docs"})
        self.assertEqual(answer.json()["docs"], "/docs")

    def test_health(self):
        answer = self.demo.get("/health")
        self.assertEqual(answer.status, 200)
        health = answer.json()
        self.assertEqual(health["status"], "healthy")
        self.assertRegex(health["timestamp"], RFC3339_UTC)
        self.assertGreaterEqual(health["uptime_seconds"], 0)
        self.assertTrue(health["version"])

    def test_live_and_ready(self):
        self.assertEqual(self.demo.get("/health/live").json(), {"status": "alive"})
        answer = self.demo.get("/health/ready")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json()["status"], "ready")
        self.assertGreaterEqual(answer.json()["models_available"], 1)

    def test_metrics_in_each_format(self):
        self.demo.get("/health")
        text = self.demo.get("/metrics")
        self.assertEqual(text.status, 200)
        self.assertEqual(text.headers.get_content_type(), "text/plain")
        self.assertRegex(text.body.decode(), r'(?m)^http_requests_total\{[^}]*endpoint="/health"[^}]*\} \d+')
        for line in text.body.decode().splitlines():
            self.assertRegex(line, r"^(#.*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? [-+.0-9eE]+( \d+)?|.* (NaN|[+-]Inf))?$")
        openmetrics = self.demo.get("/metrics", Accept="application/openmetrics-text; version=1.0.0")
        self.assertEqual(openmetrics.headers.get_content_type(), "application/openmetrics-text")
        self.assertTrue(openmetrics.body.endswith(b"# EOF\n"))
        summary = self.demo.get("/metrics", Accept="application/json").json()
        self.assertEqual(set(summary), {"uptime_seconds", "total_models", "production_models", "timestamp"})
        self.assertGreaterEqual(summary["production_models"], 1)

    def test_pages_need_no_network(self):
        for path in ("/docs", "/redoc"):
            with self.subTest(path):
                answer = self.demo.get(path)
                self.assertEqual(answer.status, 200)
                self.assertEqual(answer.headers.get_content_type(), "text/html")
                self.assertNotRegex(answer.body.decode(), r"""(src|href)\s*=\s*["']?(https?:)?//""")

    def test_openapi_names_only_what_is_there(self):
        answer = self.demo.get("/openapi.json")
        self.assertEqual(answer.status, 200)
        description = answer.json()
        self.assertTrue(description["openapi"].startswith("3.1"))
        for path in ("/", "/health", "/predict", "/predict/batch", "/models", "/models/{id}", "/metrics"):
            self.assertTrue(any(re.sub(r"\{\w+\}", "{id}", known) == path for known in description["paths"]), path)
        for path in ("/v2", "/invocations"):
            with self.subTest(path):
                self.assertNotIn(path, description["paths"])
                self.assertProblem(self.demo.get(path), 404)
