"""What public client libraries push to the real binary is read back by its APIs: log lines, metrics and spans."""

import gzip
import json
import logging
import pathlib
import sys
import tempfile
import time
import unittest

import requests
import snappy
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import Counter, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, MetricExportResult, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import daemon, lane  # noqa: E402

WAIT_SECONDS = 10


def field(number, content):
    """A protobuf field with a length: text, bytes, or another message."""
    content = content.encode() if isinstance(content, str) else content
    return bytes([number << 3 | 2]) + varint(len(content)) + content


def varint(value):
    """A protobuf number."""
    low = value & 0x7F
    return bytes([low]) if value < 0x80 else bytes([low | 0x80]) + varint(value >> 7)


def push_request(labels, entries):
    """Loki's PushRequest: one stream of pairs of nanoseconds and a line."""
    stream = field(1, labels)
    for time_ns, line in entries:
        stamp = b"\x08" + varint(time_ns // 10**9) + b"\x10" + varint(time_ns % 10**9)
        stream += field(2, field(1, stamp) + field(2, line))
    return field(1, stream)


class Clients(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="geoclimate-telemetry-")
        self.addCleanup(folder.cleanup)
        self.data_dir = pathlib.Path(folder.name) / "data"
        key = daemon.administrator_key(self.data_dir)
        self.served = daemon.Daemon(self.data_dir, "serve")
        self.addCleanup(self.served.kill)
        self.headers = {"X-API-Key": key}
        self.session = requests.Session()
        self.session.headers.update(self.headers)
        self.url = self.served.url

    def lines(self, query, **parameters):
        answer = self.session.get(self.url + "/loki/api/v1/query_range", params={"query": query, **parameters})
        self.assertEqual(answer.status_code, 200, answer.text)
        return [value[1] for stream in answer.json()["data"]["result"] for value in stream["values"]]

    def wait_for(self, query, expected):
        deadline = time.monotonic() + WAIT_SECONDS
        while (found := self.lines(query)) != expected:
            if time.monotonic() > deadline:
                self.fail(f"{query}: {found} instead of {expected}")
            time.sleep(0.1)

    def test_json_packed_json_and_snappy_come_back(self):
        now = time.time_ns()
        body = {"streams": [{"stream": {"app": "json"}, "values": [[str(now), "one"], [str(now + 1), "two"]]}]}
        push = self.url + "/loki/api/v1/push"
        self.assertEqual(self.session.post(push, json=body).status_code, 204)
        packed = gzip.compress(json.dumps(body).replace('"json"', '"gzip"').encode())
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        self.assertEqual(self.session.post(push, data=packed, headers=headers).status_code, 204)
        message = snappy.compress(push_request('{app="snappy"}', [(now, "one"), (now + 1, "two")]))
        headers = {"Content-Type": "application/x-protobuf"}
        answer = self.session.post(push, data=message, headers=headers)
        self.assertEqual(answer.status_code, 204, answer.text)
        for app in ("json", "gzip", "snappy"):
            self.assertEqual(self.lines(f'{{app="{app}"}}', direction="forward"), ["one", "two"])
        names = self.session.get(self.url + "/loki/api/v1/label/app/values").json()["data"]
        self.assertEqual(names, ["gzip", "json", "snappy"])

    def test_opentelemetry_records_come_back_with_their_attributes(self):
        exporter = OTLPLogExporter(endpoint=self.url + "/v1/logs", headers=self.headers)
        provider = LoggerProvider(resource=Resource.create({"service.name": "shop"}))
        provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
        logger = logging.getLogger("lane")
        logger.propagate = False
        logger.addHandler(LoggingHandler(logger_provider=provider))
        logger.error("payment failed", extra={"order": "4711"})
        provider.shutdown()
        self.wait_for('{service_name="shop"} | order="4711"', ["payment failed"])

    def metrics(self, query):
        answer = self.session.get(self.url + "/api/v1/query", params={"query": query})
        self.assertEqual(answer.status_code, 200, answer.text)
        return {tuple(sorted(one["metric"].items())): one["value"][1] for one in answer.json()["data"]["result"]}

    def export(self, path, preferred_temporality=None):
        """One export of every kind of instrument; what the exporter says of it."""
        exporter = OTLPMetricExporter(endpoint=self.url + path, headers=self.headers, compression=Compression.Gzip,
                                      preferred_temporality=preferred_temporality)
        said = []
        send = exporter.export

        def listen(*arguments, **named):
            said.append(send(*arguments, **named))
            return said[-1]

        exporter.export = listen
        resource = Resource.create({"service.name": "shop", "service.namespace": path, "service.instance.id": "one",
                                    "deployment.environment": "test"})
        provider = MeterProvider([PeriodicExportingMetricReader(exporter, export_interval_millis=60_000)], resource)
        meter = provider.get_meter("lane")
        meter.create_counter("orders", unit="1").add(3, {"http.route": "/a"})
        meter.create_up_down_counter("basket").add(-2)
        meter.create_gauge("temperature", unit="Cel").set(21.5)
        histogram = meter.create_histogram("http.server.duration", unit="s",
                                           explicit_bucket_boundaries_advisory=[0.1, 1.0, 10.0])
        for value in (0.05, 0.5, 0.5, 100):
            histogram.record(value)
        provider.shutdown()
        return said

    def test_opentelemetry_metrics_come_back(self):
        for path in ("/v1/metrics", "/api/v1/otlp/v1/metrics"):
            self.assertEqual(self.export(path), [MetricExportResult.SUCCESS])
            mine = f'job="{path}/shop",instance="one"'
            identity = (("instance", "one"), ("job", path + "/shop"))
            for query, expected in ((f"orders_total{{{mine}}}", "3"), (f"basket{{{mine}}}", "-2"),
                                    (f"temperature_celsius{{{mine}}}", "21.5"),
                                    (f"http_server_duration_seconds_count{{{mine}}}", "4"),
                                    (f'http_server_duration_seconds_bucket{{le="1",{mine}}}', "3"),
                                    (f'http_server_duration_seconds_bucket{{le="+Inf",{mine}}}', "4"),
                                    (f"histogram_quantile(0.5, http_server_duration_seconds_bucket{{{mine}}})", "0.55")):
                found = self.metrics(query)
                self.assertEqual(list(found.values()), [expected], query)
                self.assertTrue(all(set(identity) <= set(labels) for labels in found), found)
            info = list(self.metrics(f"target_info{{{mine}}}"))
            self.assertIn(("deployment_environment", "test"), info[0])
            joined = self.metrics(f"orders_total{{{mine}}} * on (job, instance) group_left (deployment_environment) "
                                  f"target_info{{{mine}}}")
            self.assertIn(("deployment_environment", "test"), list(joined)[0])

    def test_delta_metrics_are_refused_in_part(self):
        delta = {Counter: AggregationTemporality.DELTA}
        self.assertEqual(self.export("/v1/metrics", delta), [MetricExportResult.SUCCESS])
        self.assertEqual(self.metrics("orders_total"), {}, "a delta is no total")
        self.assertEqual(list(self.metrics("basket").values()), ["-2"], "the others are stored")

    def test_the_daemons_own_lines_survive_a_stop_and_the_command_reads_them(self):
        self.session.get(self.url + "/models")
        self.served.stop()
        lines = daemon.run("logs", "query", '{kind="request"} | json | route="/models"', data_dir=self.data_dir,
                           check=True).stdout.decode().splitlines()
        self.assertEqual(len(lines), 1)
        self.assertEqual(json.loads(lines[0])["status"], 200)

    def test_a_kill_loses_at_most_the_last_second(self):
        now = time.time_ns()
        body = {"streams": [{"stream": {"app": "kill"}, "values": [[str(now), "kept"]]}]}
        self.assertEqual(self.session.post(self.url + "/loki/api/v1/push", json=body).status_code, 204)
        time.sleep(2.5)
        self.served.kill()
        found = daemon.run_json("logs", "query", '{app="kill"}', data_dir=self.data_dir)
        self.assertEqual([value[1] for stream in found for value in stream["values"]], ["kept"])

    def test_grafanas_health_query(self):
        answer = self.session.get(self.url + "/loki/api/v1/query", params={"query": "vector(1)+vector(1)", "time": "4000000000"})
        self.assertEqual(answer.json()["data"]["result"], [{"metric": {}, "value": [4000000000, "2"]}])


if __name__ == "__main__":
    lane.main("__main__", "traces")
