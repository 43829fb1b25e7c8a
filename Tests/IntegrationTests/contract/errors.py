"""The rules that hold for every error and every answer."""

import json

from contract.case import DemoCase


class Errors(DemoCase):
    def test_unknown_path(self):
        self.assertProblem(self.demo.get("/no/such/path"), 404)

    def test_wrong_method_says_which_are_allowed(self):
        answer = self.demo.request("DELETE", "/predict")
        self.assertProblem(answer, 405)
        self.assertIn("POST", answer.headers["Allow"])

    def test_wrong_content_type(self):
        self.assertProblem(self.demo.post("/predict", "a: 1", "application/yaml"), 415)

    def test_malformed_json(self):
        for body in ('{"data":', "", "{'data': {}}", '{"data": {"pm25": 01}}', "null", "[]", '{"data": {}} x'):
            with self.subTest(body):
                self.assertProblem(self.demo.post("/predict", body, "application/json"), 422)

    def test_missing_data_is_located(self):
        problem = self.assertUnprocessable(self.demo.post("/predict", {}))
        self.assertTrue(any("data" in map(str, error["loc"]) for error in problem["errors"]), problem)

    def test_nesting_and_duplicate_keys(self):
        deep = '{"data":' + '{"pm25":' * 40 + "1" + "}" * 41
        for body in (deep, '{"data":{"pm25":1,"pm25":2}}', '{"data":{},"data":{}}'):
            with self.subTest(body[:40]):
                self.assertProblem(self.demo.post("/predict", body, "application/json"), 400)

    def test_too_large(self):
        body = json.dumps({"data": {"pm25": 1}, "model_name": "x" * (2 << 20)})
        self.assertProblem(self.demo.post("/predict", body, "application/json"), 413)

    def test_request_id_and_time_on_every_answer(self):
        for path in ("/", "/health", "/no/such/path"):
            with self.subTest(path):
                answer = self.demo.get(path, X_Request_ID="kept-01234567")
                self.assertEqual(answer.headers["X-Request-ID"], "kept-01234567")
                self.assertGreaterEqual(float(answer.headers["X-Process-Time"]), 0)
        first, second = self.demo.get("/health"), self.demo.get("/health")
        self.assertNotEqual(first.headers["X-Request-ID"], second.headers["X-Request-ID"])

    def test_bad_request_id_is_replaced(self):
        for bad in ("x" * 5000, "a b\tc", '"><script>'):
            with self.subTest(bad[:20]):
                answer = self.demo.get("/health", X_Request_ID=bad)
                self.assertEqual(answer.status, 200)
                self.assertNotEqual(answer.headers["X-Request-ID"], bad)
                self.assertTrue(answer.headers["X-Request-ID"])
