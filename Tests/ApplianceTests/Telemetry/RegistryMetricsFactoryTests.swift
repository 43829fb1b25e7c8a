import Metrics
import Telemetry
import Testing

@testable import Appliance

/// What libraries record through swift-metrics.
@Suite struct RegistryMetricsFactoryTests {
    private static func text(_ registry: MetricRegistry) -> String {
        ExpositionEncoder(.prometheusText).encode(registry.snapshot())
    }

    @Test func everyKindIsExposed() throws {
        let registry = MetricRegistry()
        let factory = try RegistryMetricsFactory(registry)
        let dimensions = [("http.route", "/a"), ("le", "x")]
        Metrics.Counter(label: "http.requests", dimensions: dimensions, factory: factory).increment(by: 2)
        Metrics.Counter(label: "http.requests", dimensions: dimensions, factory: factory).increment()
        Metrics.Counter(label: "http.requests", factory: factory).increment()
        FloatingPointCounter(label: "cost_total", factory: factory).increment(by: 0.5)
        let meter = Meter(label: "level", factory: factory)
        meter.set(5.0)
        meter.decrement(by: 1.5)
        Metrics.Gauge(label: "last", factory: factory).record(7)
        Metrics.Recorder(label: "size", factory: factory).record(50)
        Metrics.Timer(label: "9time", factory: factory).recordMilliseconds(30)
        let text = Self.text(registry)
        for line in [
            #"http_requests_total{http_route="/a",le_="x"} 3"#, #"http_requests_total{http_route="",le_=""} 1"#,
            "# TYPE http_requests_total counter", "cost_total 0.5", "level 3.5", "# TYPE last gauge", "last 7",
            #"size_bucket{le="10.0"} 0"#, #"size_bucket{le="100.0"} 1"#, "size_sum 50",
            #"_9time_seconds_bucket{le="0.025"} 0"#, #"_9time_seconds_bucket{le="0.05"} 1"#,
            "_9time_seconds_sum 0.03", "telemetry_library_metrics_refused_total 0",
        ] {
            #expect(text.contains(line + "\n"), "\(line): \(text)")
        }
    }

    @Test func aCounterOnlyGoesUpButForAReset() throws {
        let registry = MetricRegistry()
        let counter = Metrics.Counter(label: "c", factory: try RegistryMetricsFactory(registry))
        counter.increment(by: 3)
        counter.increment(by: -2)
        #expect(Self.text(registry).contains("c_total 3\n"))
        counter.reset()
        #expect(Self.text(registry).contains("c_total 0\n"))
    }

    @Test func aDestroyedMetricIsExposedNoMore() throws {
        let registry = MetricRegistry()
        let factory = try RegistryMetricsFactory(registry)
        let first = Metrics.Counter(label: "c", factory: factory)
        first.increment()
        first.destroy()
        #expect(!Self.text(registry).contains("c_total"))
        Metrics.Counter(label: "c", factory: factory).increment()
        first.destroy()
        #expect(Self.text(registry).contains("c_total 1\n"), "Another one has its place by now.")
    }

    @Test func anotherKindOfANameCountsForNobody() throws {
        let registry = MetricRegistry()
        let factory = try RegistryMetricsFactory(registry)
        Metrics.Timer(label: "x", factory: factory).recordSeconds(1)
        Meter(label: "x_seconds", factory: factory).set(5)
        let text = Self.text(registry)
        #expect(text.contains("# TYPE x_seconds histogram\n") && !text.contains("x_seconds 5"))
        #expect(text.contains("telemetry_library_metrics_refused_total 1\n"))
    }

    @Test func labelSetsBeyondTheBoundShareOneSeries() throws {
        let registry = MetricRegistry()
        let factory = try RegistryMetricsFactory(registry)
        for number in 0...Telemetry.Limits.seriesPerFamily {
            Metrics.Counter(label: "c", dimensions: [("n", "\(number)")], factory: factory).increment()
        }
        let text = Self.text(registry)
        #expect(text.contains("c_total{n=\"_other_\"} 1\n") && text.contains("c_total{n=\"999\"} 1\n"))
        #expect(text.contains("telemetry_series_overflow_total{metric=\"c_total\"} 1\n"))
    }
}
