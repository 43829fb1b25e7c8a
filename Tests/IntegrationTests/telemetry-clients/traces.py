"""Spans of public client libraries: pushed to the real binary and read back by Jaeger's API, and its own as a collector takes them."""

import gzip
import http.server
import json
import pathlib
import sys
import tempfile
import threading
import time
import unittest

import requests
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import daemon  # noqa: E402

WAIT_SECONDS = 10
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


class Collector(http.server.BaseHTTPRequestHandler):
    """Takes spans as OpenTelemetry's own protobuf code reads them; refuses the first request, to be sent again."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        message = trace_service_pb2.ExportTraceServiceRequest()
        message.ParseFromString(body)
        self.server.seen.append((self.path, dict(self.headers), message))
        busy = len(self.server.seen) == 1
        self.send_response(503 if busy else 200)
        if busy:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Traces(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="geoclimate-traces-")
        self.addCleanup(folder.cleanup)
        self.data_dir = pathlib.Path(folder.name) / "data"
        self.collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
        self.collector.seen = []
        threading.Thread(target=self.collector.serve_forever, daemon=True).start()
        self.addCleanup(self.collector.server_close)
        self.addCleanup(self.collector.shutdown)
        config = pathlib.Path(folder.name) / "geoclimate.yaml"
        config.write_text(
            "traces:\n  sample: 0\n"
            f"  otlp_endpoint: http://127.0.0.1:{self.collector.server_address[1]}\n")
        key = daemon.administrator_key(self.data_dir)
        self.served = daemon.Daemon(self.data_dir, "serve", "--config", config)
        self.addCleanup(self.served.kill)
        self.headers = {"X-API-Key": key}
        self.session = requests.Session()
        self.session.headers.update(self.headers)
        self.url = self.served.url

    def jaeger(self, path, **parameters):
        answer = self.session.get(self.url + "/api/" + path, params=parameters)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()["data"]

    def wait_for(self, question, expected):
        deadline = time.monotonic() + WAIT_SECONDS
        while (found := question()) != expected:
            if time.monotonic() > deadline:
                self.fail(f"{found} instead of {expected}")
            time.sleep(0.1)

    def push(self):
        exporter = OTLPSpanExporter(endpoint=self.url + "/v1/traces", headers=self.headers)
        results = []

        class Noted(SimpleSpanProcessor):
            def on_end(self, span):
                results.append(exporter.export([span]))

        provider = TracerProvider(resource=Resource.create({"service.name": "shop", "host.name": "h1"}))
        provider.add_span_processor(Noted(exporter))
        tracer = provider.get_tracer("lane")
        with tracer.start_as_current_span("buy", kind=trace.SpanKind.SERVER) as root:
            root.set_attribute("order", "4711")
            with tracer.start_as_current_span("pay") as child:
                child.add_event("retry", {"attempt": 2})
                child.set_status(trace.StatusCode.ERROR, "no money")
                time.sleep(0.02)
        provider.shutdown()
        self.assertEqual(results, [SpanExportResult.SUCCESS] * 2)
        return f"{root.get_span_context().trace_id:032x}"

    def test_opentelemetry_spans_come_back(self):
        identifier = self.push()
        self.assertEqual(self.jaeger("services"), ["shop"])
        self.assertEqual(self.jaeger("services/shop/operations"), ["buy", "pay"])
        (found,) = self.jaeger(f"traces/{identifier}")
        spans = {span["operationName"]: span for span in found["spans"]}
        self.assertEqual(spans["pay"]["references"], [
            {"refType": "CHILD_OF", "traceID": identifier, "spanID": spans["buy"]["spanID"]}])
        tags = {tag["key"]: tag["value"] for tag in spans["pay"]["tags"]}
        self.assertEqual((tags["error"], tags["otel.status_description"]), (True, "no money"))
        fields = {field["key"]: field["value"] for field in spans["pay"]["logs"][0]["fields"]}
        self.assertEqual(fields, {"event": "retry", "attempt": 2})
        self.assertGreaterEqual(spans["pay"]["duration"], 20_000)
        (process,) = found["processes"].values()
        self.assertEqual(process["serviceName"], "shop")
        self.assertIn({"key": "host.name", "type": "string", "value": "h1"}, process["tags"])

    def test_searches_find_by_everything(self):
        identifier = self.push()
        now = int(time.time() * 1e6)
        hour = {"service": "shop", "start": now - 3_600_000_000, "end": now + 1_000_000}
        for more, count in [
            ({}, 1), ({"operation": "pay"}, 1), ({"operation": "other"}, 0), ({"minDuration": "10ms"}, 1),
            ({"minDuration": "10s"}, 0), ({"tags": json.dumps({"order": "4711"})}, 1),
            ({"tags": json.dumps({"order": "1"})}, 0), ({"end": now - 60_000_000}, 0),
        ]:
            found = self.jaeger("traces", **{**hour, **more})
            self.assertEqual([each["traceID"] for each in found], [identifier] * count, more)

    def test_a_kill_loses_at_most_the_last_second(self):
        identifier = self.push()
        time.sleep(2.5)
        self.served.kill()
        with daemon.Daemon(self.data_dir, "serve") as again:
            answer = requests.get(f"{again.url}/api/traces/{identifier}", headers=self.headers)
            self.assertEqual(len(answer.json()["data"][0]["spans"]), 2)

    def test_own_spans_reach_a_collector_and_lead_to_their_log_line(self):
        answer = self.session.get(self.url + "/models?secret=canary", headers={"traceparent": PARENT, "tracestate": "a=1"})
        # A parameter that nobody knows: what callers send by mistake is in no span either.
        self.assertEqual(answer.status_code, 422)
        # Refused once with 503 and Retry-After, sent again.
        self.wait_for(lambda: len(self.collector.seen), 2)
        path, headers, message = self.collector.seen[1]
        self.assertEqual((path, headers["Content-Type"]), ("/v1/traces", "application/x-protobuf"))
        self.assertNotIn("traceparent", {name.lower() for name in headers})
        self.assertEqual(message, self.collector.seen[0][2])
        (resource,) = message.resource_spans
        attributes = {each.key: each.value.string_value for each in resource.resource.attributes}
        self.assertEqual(attributes["service.name"], "geoclimate")
        spans = {span.name: span for span in resource.scope_spans[0].spans}
        root = spans["GET /models"]
        self.assertEqual((root.trace_id.hex(), root.parent_span_id.hex()), (TRACE, "b7ad6b7169203331"))
        self.assertEqual(spans["security"].parent_span_id, root.span_id)
        self.assertLessEqual(root.start_time_unix_nano, spans["security"].start_time_unix_nano)
        self.assertGreaterEqual(root.end_time_unix_nano, spans["security"].end_time_unix_nano)
        self.assertLess(abs(root.start_time_unix_nano - time.time_ns()), 60 * 10**9)
        self.assertNotIn(b"canary", message.SerializeToString())

        def lines():
            found = self.session.get(self.url + "/loki/api/v1/query_range",
                                     params={"query": f'{{kind="request"}} | trace_id="{TRACE}"'}).json()
            return [json.loads(value[1])["span_id"] for stream in found["data"]["result"] for value in stream["values"]]

        self.wait_for(lines, [root.span_id.hex()])
        text = self.session.get(self.url + "/metrics", headers={"Accept": "application/openmetrics-text"}).text
        self.assertIn(f'# {{trace_id="{TRACE}"}}', text)
