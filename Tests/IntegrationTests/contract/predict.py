"""Predictions, one and many, in every format, all answering the same numbers."""

import json
import math

from contract.case import RFC3339_UTC, DemoCase
from harness import rows
from harness.daemon import run


class Predict(DemoCase):
    def one(self, row, **more):
        answer = self.demo.post("/predict", {"data": row, **more})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def test_answer_has_every_field(self):
        row = rows.make(1, missing=0)[0]
        answer = self.one(row)
        model = self.production_model()
        self.assertEqual(
            set(answer), {"predictions", "model_id", "model_name", "model_version", "inference_time_ms", "timestamp",
                          "input_shape"})
        self.assertEqual(answer["model_id"], model["model_id"])
        self.assertEqual(answer["model_name"], "aqi")
        self.assertEqual(answer["model_version"], model["version"])
        self.assertEqual(answer["input_shape"], [1, len(rows.FEATURES)])
        self.assertRegex(answer["timestamp"], RFC3339_UTC)
        self.assertGreaterEqual(answer["inference_time_ms"], 0)
        self.assertEqual(len(answer["predictions"]), 1)
        self.assertTrue(0 <= answer["predictions"][0] <= 600, answer)

    def test_named_model(self):
        row = rows.make(1)[0]
        unnamed = self.one(row)
        self.assertEqual(self.one(row, model_name="aqi")["predictions"], unnamed["predictions"])
        self.assertEqual(self.one(row, model_id=unnamed["model_id"])["predictions"], unnamed["predictions"])
        self.assertProblem(self.demo.post("/predict", {"data": row, "model_name": "nobody"}), 404)
        self.assertProblem(self.demo.post("/predict", {"data": row, "model_id": "nobody"}), 404)

    def test_missing_is_null_and_not_zero(self):
        row = rows.make(1, missing=0)[0]
        without = {name: value for name, value in row.items() if name != "pm25"}
        self.assertEqual(self.one(without)["predictions"], self.one(row | {"pm25": None})["predictions"])
        self.assertNotEqual(self.one(without)["predictions"], self.one(row | {"pm25": 0})["predictions"])

    def test_unknown_feature_is_named_with_the_nearest(self):
        problem = self.assertUnprocessable(self.demo.post("/predict", {"data": {"temperture": 20}}))
        self.assertIn("temperture", json.dumps(problem["errors"]))
        self.assertIn("temperature", json.dumps(problem["errors"]))

    def test_values_that_are_no_numbers(self):
        for value in ('"hot"', "true", "[1]", "{}", "1e39", "-1e39", "1e400", "NaN", "Infinity"):
            with self.subTest(value):
                body = '{"data":{"pm25":%s}}' % value
                self.assertProblem(self.demo.post("/predict", body, "application/json"), 422)

    def test_batch_in_each_format_answers_as_one_by_one(self):
        batch = rows.make(40, seed=2)
        expected = [self.one(row)["predictions"][0] for row in batch]
        bodies = {
            "application/json": json.dumps({"data": batch}), "text/csv": rows.to_csv(batch),
            "application/x-ndjson": rows.to_ndjson(batch)}
        for content_type, body in bodies.items():
            with self.subTest(content_type):
                answer = self.demo.post("/predict/batch", body, content_type)
                self.assertEqual(answer.status, 200, answer.body)
                self.assertEqual(self.predictions(answer, content_type), expected)

    def predictions(self, answer, content_type):
        """A batch answers JSON, or rows in the format of the request."""
        if answer.headers.get_content_type() == "application/json":
            return answer.json()["predictions"]
        if content_type == "text/csv":
            return rows.predictions_of_csv(answer.body.decode())
        return [json.loads(line)["prediction"] for line in answer.body.splitlines()]

    def test_batch_sizes(self):
        empty = self.demo.post("/predict/batch", {"data": []})
        self.assertEqual(empty.status, 200, empty.body)
        self.assertEqual(empty.json()["predictions"], [])
        batch = rows.make(100, seed=3)
        whole = self.demo.post("/predict/batch", {"data": batch}).json()["predictions"]
        parts = self.demo.post("/predict/batch", {"data": batch, "batch_size": 7}).json()["predictions"]
        self.assertEqual(whole, parts)

    def test_batch_error_names_the_row(self):
        batch = rows.make(3) + [{"pm25": "high"}]
        problem = self.assertUnprocessable(self.demo.post("/predict/batch", {"data": batch}))
        self.assertIn("3", [str(part) for error in problem["errors"] for part in error["loc"]])

    def test_command_line_answers_the_same(self):
        batch = rows.make(25, seed=4)
        expected = self.demo.post("/predict/batch", {"data": batch}).json()["predictions"]
        for name, text in (("rows.csv", rows.to_csv(batch)), ("rows.ndjson", rows.to_ndjson(batch))):
            with self.subTest(name):
                path, output = f"{self.folder}/{name}", f"{self.folder}/out-{name}"
                with open(path, "w") as file:
                    file.write(text)
                run("predict", "--model", "aqi", "--input", path, "--output", output, data_dir=self.data_dir,
                    check=True)
                with open(output) as file:
                    written = file.read()
                if name.endswith("csv"):
                    self.assertEqual(written.splitlines()[0], ",".join((*rows.FEATURES, "prediction")))
                    answers = rows.predictions_of_csv(written)
                else:
                    answers = [json.loads(line)["prediction"] for line in written.splitlines()]
                self.assertEqual(answers, expected)
                self.assertTrue(all(math.isfinite(value) for value in answers))
