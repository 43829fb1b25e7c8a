"""The registry over HTTP."""

import hashlib

from contract.case import RFC3339_UTC, DemoCase
from harness import rows

FIELDS = {
    "model_id", "model_name", "version", "model_type", "task_type", "stage", "metrics", "created_at",
    "feature_columns", "hyperparameters", "tags", "description", "sha256", "size_bytes"}
BYTES = "application/octet-stream"


class Models(DemoCase):
    def download(self, model_id):
        answer = self.demo.get(f"/models/{model_id}/download")
        self.assertEqual(answer.status, 200, answer.body[:200])
        return answer.body

    def upload(self, name, body):
        answer = self.demo.post(f"/models?model_name={name}", body, BYTES)
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()

    def promote(self, model_id, stage="production"):
        return self.demo.post(f"/models/{model_id}/promote?new_stage={stage}")

    def stage_of(self, model_id):
        return self.demo.get(f"/models/{model_id}").json()["stage"]

    def test_list_and_one(self):
        model = self.production_model()
        self.assertLessEqual(FIELDS, set(model))
        self.assertEqual(model["model_name"], "aqi")
        self.assertEqual(sorted(model["feature_columns"]), sorted(rows.FEATURES))
        self.assertRegex(model["created_at"], RFC3339_UTC)
        self.assertTrue(model["metrics"])
        self.assertEqual(self.demo.get(f"/models/{model['model_id']}").json(), model)
        self.assertEqual(self.listed(self.demo.get("/models?model_name=nobody").json()), [])
        self.assertProblem(self.demo.get("/models/nobody"), 404)

    def test_download_is_what_the_registry_says(self):
        model = self.production_model()
        body = self.download(model["model_id"])
        self.assertEqual(len(body), model["size_bytes"])
        self.assertEqual(hashlib.sha256(body).hexdigest(), model["sha256"])

    def test_upload_promote_roll_back_delete(self):
        body = self.download(self.production_model()["model_id"])
        first, second = self.upload("cycle", body), self.upload("cycle", body)
        self.assertEqual([first["version"], second["version"]], ["v1", "v2"])
        self.assertEqual(first["stage"], "dev")
        listed = self.listed(self.demo.get("/models?model_name=cycle").json())
        self.assertEqual([model["version"] for model in listed], ["v2", "v1"])

        answer = self.promote(first["model_id"])
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(
            {key: answer.json()[key] for key in ("model_id", "new_stage")},
            {"model_id": first["model_id"], "new_stage": "production"})
        self.assertIn("message", answer.json())
        self.promote(second["model_id"])
        self.assertEqual(self.stage_of(second["model_id"]), "production")
        self.assertEqual(self.stage_of(first["model_id"]), "staging")

        self.assertEqual(self.demo.post("/models/cycle/rollback").status, 200)
        self.assertEqual(self.stage_of(first["model_id"]), "production")
        answer = self.demo.post("/predict", {"data": {"pm25": 80}, "model_name": "cycle"})
        self.assertEqual(answer.json()["model_version"], "v1")

        self.assertProblem(self.demo.request("DELETE", f"/models/{first['model_id']}"), 409)
        self.assertIn(self.demo.request("DELETE", f"/models/{second['model_id']}").status, (200, 204))
        self.assertProblem(self.demo.get(f"/models/{second['model_id']}"), 404)

    def test_promotion_errors(self):
        model = self.production_model()
        self.assertProblem(self.promote(model["model_id"], "heaven"), 400)
        self.assertProblem(self.promote("nobody"), 404)

    def test_compare(self):
        body = self.download(self.production_model()["model_id"])
        ids = [self.upload("pair", body)["model_id"] for _ in range(2)]
        answer = self.demo.get("/models/compare?ids=" + ",".join(ids))
        self.assertEqual(answer.status, 200, answer.body)
        for model_id in ids:
            self.assertIn(model_id.encode(), answer.body)

    def test_bad_files_are_refused_and_not_stored(self):
        good = self.download(self.production_model()["model_id"])
        bad = {
            "truncated": good[: len(good) // 2], "empty": b"", "text": b"hello", "nested": b"[" * 1_000_000,
            "image": b"\x89PNG\r\n\x1a\n" + bytes(1000), "json": b'{"learner":{}}'}
        for name, body in bad.items():
            with self.subTest(name):
                answer = self.demo.post(f"/models?model_name={name}", body, BYTES)
                problem = self.assertProblem(answer, 422)
                self.assertNotIn("\n", problem["detail"])
                self.assertEqual(self.listed(self.demo.get(f"/models?model_name={name}").json()), [])
