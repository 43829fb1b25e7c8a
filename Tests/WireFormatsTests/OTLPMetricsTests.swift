import Signals
import SwiftProtobuf
import Testing

@testable import WireFormats

struct OTLPMetricsTests {
    private static func attribute(_ key: String, _ value: String) -> OTLPKeyValue {
        var pair = OTLPKeyValue()
        pair.key = key
        pair.value.stringValue = value
        return pair
    }

    private static func metric(_ name: String, unit: String = "", _ data: OTLPMetric.OneOf_Data) -> OTLPMetric {
        var metric = OTLPMetric()
        metric.name = name
        metric.description_p = "Says."
        metric.unit = unit
        metric.data = data
        return metric
    }

    private static func number(_ value: OTLPNumberDataPoint.OneOf_Value?, flags: UInt32 = 0) -> OTLPNumberDataPoint {
        var point = OTLPNumberDataPoint()
        point.timeUnixNano = 1_700_000_000_123_456_789
        point.value = value
        point.flags = flags
        point.attributes = [attribute("http.method", "GET")]
        return point
    }

    private static func read(
        _ metrics: [OTLPMetric], resource: [OTLPKeyValue] = [], encoding: OTLPEncoding = .protobuf
    ) throws -> OTLPMetrics {
        var scope = OTLPScopeMetrics()
        scope.metrics = metrics
        var one = OTLPResourceMetrics()
        one.scopeMetrics = [scope]
        one.resource.attributes = resource
        var request = OTLPExportMetricsServiceRequest()
        request.resourceMetrics = [one]
        let body = encoding == .protobuf ? try request.serializedBytes() : try request.jsonUTF8Bytes() as [UInt8]
        return try OTLPMetrics(body, encoding: encoding)
    }

    private static func sum(
        _ temporality: OTLPAggregationTemporality = .cumulative, monotonic: Bool
    ) -> OTLPMetric.OneOf_Data {
        var sum = OTLPSum()
        sum.aggregationTemporality = temporality
        sum.isMonotonic = monotonic
        sum.dataPoints = [number(.asInt(7))]
        return .sum(sum)
    }

    private static func gauge(_ points: [OTLPNumberDataPoint]) -> OTLPMetric.OneOf_Data {
        var gauge = OTLPGauge()
        gauge.dataPoints = points
        return .gauge(gauge)
    }

    private static func histogram(bounds: [Double], counts: [UInt64]) -> OTLPMetric.OneOf_Data {
        var point = OTLPHistogramDataPoint()
        point.timeUnixNano = 1_000_000
        point.count = counts.reduce(0, &+)
        point.sum = 2.5
        point.explicitBounds = bounds
        point.bucketCounts = counts
        var histogram = OTLPHistogram()
        histogram.aggregationTemporality = .cumulative
        histogram.dataPoints = [point]
        return .histogram(histogram)
    }

    @Test(arguments: OTLPEncoding.allCases) func readsGaugesAndSums(encoding: OTLPEncoding) throws {
        let metrics = try Self.read(
            [
                Self.metric("queue.size", Self.gauge([Self.number(.asDouble(1.5))])),
                Self.metric("requests", unit: "{request}", Self.sum(monotonic: true)),
                Self.metric("in.flight", Self.sum(monotonic: false)),
            ], encoding: encoding)
        #expect(
            try metrics.series.map(\.labels) == [
                labels(["__name__": "queue_size", "http_method": "GET"]),
                labels(["__name__": "requests_total", "http_method": "GET"]),
                labels(["__name__": "in_flight", "http_method": "GET"]),
            ])
        #expect(metrics.series.map { $0.samples[0].value } == [1.5, 7, 7])
        #expect(metrics.series[0].samples[0].milliseconds == 1_700_000_000_123)
        #expect(metrics.metadata.map(\.kind) == [.gauge, .counter, .gauge])
        #expect(metrics.metadata[1].help == "Says." && metrics.answer == OTLPAnswer())
    }

    @Test func namesTheTargetAndKeepsItsAttributes() throws {
        let metrics = try Self.read(
            [Self.metric("a", Self.gauge([Self.number(.asInt(1))]))],
            resource: [
                Self.attribute("service.name", "api"), Self.attribute("service.namespace", "shop"),
                Self.attribute("service.instance.id", "i-1"), Self.attribute("host.name", "h"),
            ])
        #expect(
            try metrics.series.map(\.labels) == [
                labels(["__name__": "a", "http_method": "GET", "job": "shop/api", "instance": "i-1"]),
                labels(["__name__": "target_info", "host_name": "h", "job": "shop/api", "instance": "i-1"]),
            ])
        #expect(metrics.series[1].samples == [MetricSample(milliseconds: 1_700_000_000_123, value: 1)])
        let unnamed = try Self.read(
            [Self.metric("a", Self.gauge([Self.number(.asInt(1))]))], resource: [Self.attribute("host.name", "h")])
        #expect(unnamed.series.count == 1, "nothing says which target it would be")
    }

    @Test func readsHistogramsAsClassicOnes() throws {
        let metrics = try Self.read([Self.metric("d", unit: "s", Self.histogram(bounds: [0.1, 1], counts: [1, 2, 3]))])
        let found = metrics.series.map { ($0.labels["__name__"] ?? "") + ($0.labels["le"] ?? "") }
        #expect(
            found == [
                "d_seconds_count", "d_seconds_sum", "d_seconds_bucket0.1", "d_seconds_bucket1", "d_seconds_bucket+Inf",
            ])
        #expect(metrics.series.map { $0.samples[0].value } == [6, 2.5, 1, 3, 6])
        #expect(metrics.metadata.map(\.family) == ["d_seconds"] && metrics.metadata[0].kind == .histogram)
    }

    @Test func readsSummaries() throws {
        var point = OTLPSummaryDataPoint()
        point.timeUnixNano = 1_000_000
        point.count = 4
        point.sum = 9
        var quantile = OTLPSummaryDataPoint.ValueAtQuantile()
        quantile.quantile = 0.99
        quantile.value = 3
        point.quantileValues = [quantile]
        var summary = OTLPSummary()
        summary.dataPoints = [point]
        let metrics = try Self.read([Self.metric("s", .summary(summary))])
        #expect(metrics.series.map { $0.labels["quantile"] ?? "" } == ["", "", "0.99"])
        #expect(metrics.series.map { $0.samples[0].value } == [4, 9, 3])
    }

    @Test func writesTheStaleMarkerWhereNothingWasRecorded() throws {
        let metrics = try Self.read([Self.metric("a", Self.gauge([Self.number(nil, flags: 1)]))])
        #expect(StaleMarker.isMarker(metrics.series[0].samples[0].value))
    }

    @Test func rejectsAndCountsWhatHasNoForm() throws {
        var exponential = OTLPExponentialHistogram()
        exponential.dataPoints = [.init(), .init()]
        var untimed = Self.number(.asInt(1))
        untimed.timeUnixNano = 0
        let metrics = try Self.read([
            Self.metric("a", Self.sum(.delta, monotonic: true)),
            Self.metric("b", Self.sum(.unspecified, monotonic: true)),
            Self.metric("c", .exponentialHistogram(exponential)),
            Self.metric("d", Self.gauge([untimed, Self.number(nil)])),
            Self.metric("..", Self.gauge([Self.number(.asInt(1))])),
            Self.metric("e", Self.histogram(bounds: [1, 1], counts: [1, 2, 3])),
            Self.metric("f", Self.histogram(bounds: [1], counts: [1])),
            Self.metric("ok", Self.gauge([Self.number(.asInt(1))])),
        ])
        #expect(metrics.series.map { $0.labels["__name__"] } == ["ok"])
        #expect(metrics.answer.rejected == 9)
        #expect(metrics.answer.message == "The metric 'a' is not cumulative: send cumulative temporality.")
    }

    @Test func rejectsPointsWithTooManyLabels() throws {
        var point = Self.number(.asInt(1))
        point.attributes = (0..<Limits.maxLabels - 1).map { Self.attribute("l\($0)", "v") }
        #expect(try Self.read([Self.metric("a", Self.gauge([point]))]).series.count == 1)
        point.attributes.append(Self.attribute("more", "v"))
        #expect(try Self.read([Self.metric("a", Self.gauge([point]))]).answer.rejected == 1)
    }

    @Test func joinsTheValuesOfNamesThatBecomeTheSame() throws {
        var point = Self.number(.asInt(1))
        point.attributes = [Self.attribute("a.b", "2"), Self.attribute("a-b", "1")]
        let metrics = try Self.read([Self.metric("m", Self.gauge([point]))])
        #expect(metrics.series[0].labels["a_b"] == "1;2")
    }

    @Test func answersInBothEncodings() throws {
        let answer = OTLPAnswer(rejected: 3, message: "Three.")
        for signal in OTLPAnswer.Signal.allCases {
            #expect(try OTLPAnswer().body(of: signal, encoding: .protobuf) == [])
            #expect(try OTLPAnswer().body(of: signal, encoding: .json) == Array("{}".utf8))
        }
        let body = try answer.body(of: .metrics, encoding: .json)
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"Three."}}"#)
        let logs = try OTLPExportLogsServiceResponse(serializedBytes: answer.body(of: .logs, encoding: .protobuf))
        #expect(logs.partialSuccess.rejectedLogRecords == 3 && logs.partialSuccess.errorMessage == "Three.")
        let traces = try OTLPExportTraceServiceResponse(serializedBytes: answer.body(of: .traces, encoding: .protobuf))
        #expect(traces.partialSuccess.rejectedSpans == 3)
    }
}
