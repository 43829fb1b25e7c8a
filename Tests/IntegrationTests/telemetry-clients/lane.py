"""What public client libraries push to the real binary is read back by its APIs: log lines, metrics and spans."""

import gzip
import json
import logging
import pathlib
import sys
import tempfile
import time
import unittest
import urllib.parse

import requests
import snappy
import websockets.exceptions
import websockets.sync.client
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
# Tails that may be open at a time.
TAILS = 16


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
        self.assertEqual(found["resultType"], "streams")
        self.assertEqual([value[1] for stream in found["result"] for value in stream["values"]], ["kept"])

    def tail(self, query, headers=None, **parameters):
        parameters = urllib.parse.urlencode({"query": query, **parameters})
        url = self.url.replace("http", "ws") + "/loki/api/v1/tail?" + parameters
        tail = websockets.sync.client.connect(
            url, additional_headers=self.headers if headers is None else headers, compression=None)
        self.addCleanup(tail.close)
        return tail

    def push(self, app, *lines):
        now = time.time_ns()
        values = [[str(now + index), line] for index, line in enumerate(lines)]
        body = {"streams": [{"stream": {"app": app}, "values": values}]}
        self.assertEqual(self.session.post(self.url + "/loki/api/v1/push", json=body).status_code, 204)

    def tailed(self, tail, count):
        found = []
        while len(found) < count:
            streams = json.loads(tail.recv(timeout=WAIT_SECONDS))["streams"]
            # Streams of one message are in no order, and lines of different levels are of different streams.
            values = sorted((value for stream in streams for value in stream["values"]), key=lambda value: int(value[0]))
            found += [value[1] for value in values]
        return found

    def test_a_tail_shows_what_was_there_and_what_comes_once_each(self):
        self.push("tail", "one", "two level=error")
        tail = self.tail('{app="tail"}', limit=10)
        self.assertEqual(self.tailed(tail, 2), ["one", "two level=error"])
        self.push("other", "not asked for")
        self.push("tail", "three")
        self.push("tail", "four")
        self.assertEqual(self.tailed(tail, 2), ["three", "four"])
        self.assertTrue(tail.ping().wait(WAIT_SECONDS))
        tail.close()
        self.assertEqual(tail.close_code, 1000)

    def test_a_tail_takes_a_pipeline_and_starts_with_as_many_as_asked_for(self):
        self.push("tail", *[f"n={number}" for number in range(10)])
        tail = self.tail('{app="tail"} | logfmt | n > 3', limit=2, delay_for=1)
        self.assertEqual(self.tailed(tail, 2), ["n=8", "n=9"])
        self.push("tail", "n=2", "n=20")
        self.assertEqual(self.tailed(tail, 1), ["n=20"])

    def test_a_tail_ends_with_the_daemon(self):
        tail = self.tail('{app="tail"}')
        self.served.stop()
        with self.assertRaises(websockets.exceptions.ConnectionClosed):
            tail.recv(timeout=WAIT_SECONDS)
        self.assertEqual(tail.close_code, 1001)

    def test_a_client_that_says_too_much_is_closed(self):
        tail = self.tail('{app="tail"}')
        with self.assertRaises(websockets.exceptions.ConnectionClosed):
            for _ in range(1_000):
                tail.send(b"x" * 10_000)
            tail.recv(timeout=WAIT_SECONDS)
        self.assertIn(tail.close_code, (1008, None))

    def test_a_tail_is_for_those_who_may_read_and_shake_hands(self):
        with self.assertRaises(websockets.exceptions.InvalidStatus) as refused:
            self.tail('{app="tail"}', headers={})
        self.assertEqual(refused.exception.response.status_code, 401)
        with self.assertRaises(websockets.exceptions.InvalidStatus) as refused:
            self.tail('rate({app="tail"}[1m])')
        self.assertEqual(refused.exception.response.status_code, 400)
        plain = self.session.get(self.url + "/loki/api/v1/tail", params={"query": '{app="tail"}'})
        self.assertEqual((plain.status_code, plain.headers["Upgrade"]), (426, "websocket"))

    def test_only_so_many_tails_at_a_time(self):
        tails = [self.tail('{app="tail"}') for _ in range(TAILS)]
        with self.assertRaises(websockets.exceptions.InvalidStatus) as refused:
            self.tail('{app="tail"}')
        self.assertEqual(refused.exception.response.status_code, 429)
        tails[0].close()
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                self.tail('{app="tail"}')
                return
            except websockets.exceptions.InvalidStatus:
                self.assertLess(time.monotonic(), deadline, "a tail that was closed is free again")
                time.sleep(0.1)

    def test_entries_of_the_audit_log_are_lines(self):
        self.wait_for_any('{kind="audit"} | json | outcome="done"')

    def wait_for_any(self, query):
        deadline = time.monotonic() + WAIT_SECONDS
        while not self.lines(query):
            self.assertLess(time.monotonic(), deadline, query)
            time.sleep(0.1)

    def test_grafanas_health_query(self):
        answer = self.session.get(self.url + "/loki/api/v1/query", params={"query": "vector(1)+vector(1)", "time": "4000000000"})
        self.assertEqual(answer.json()["data"]["result"], [{"metric": {}, "value": [4000000000, "2"]}])


if __name__ == "__main__":
    lane.main("__main__", "traces")
