import Testing

@testable import Telemetry

@Suite struct InstrumentTests {
    @Test func gaugeGoesUpAndDown() {
        let gauge = Gauge()
        gauge.set(2.5)
        gauge.increment()
        gauge.decrement()
        gauge.add(-4)
        #expect(gauge.value == -1.5)
    }

    @Test(arguments: [
        (-1, 0), (0.001, 0), (0.0011, 1), (10, 11), (10.1, 12), (.infinity, 12),
    ])
    func boundsAreInclusive(value: Double, bucket: Int) {
        let histogram = Histogram(options: .seconds)
        histogram.observe(value)
        var counts = [UInt64](repeating: 0, count: 13)
        counts[bucket] = 1
        #expect(
            histogram.read()
                == .histogram(
                    HistogramValue(
                        bounds: HistogramBuckets.seconds.bounds, counts: counts, sum: value)))
    }

    @Test func notANumberIsNotObserved() {
        let histogram = Histogram(options: .bytes)
        histogram.observe(.nan)
        let summary = Summary()
        summary.observe(.nan)
        summary.observe(.infinity)
        #expect(
            histogram.read()
                == .histogram(
                    HistogramValue(
                        bounds: HistogramBuckets.bytes.bounds, counts: [0, 0, 0, 0, 0, 0, 0], sum: 0)))
        #expect(summary.read() == .summary(count: 0, sum: 0))
    }

    @Test func theLatestExemplarOfABucketIsKept() {
        let histogram = Histogram(options: .bytes)
        let exemplars = [5.0, 50, 5e9, 101].enumerated().map { place, value in
            Exemplar(traceID: "\(place)", value: value, milliseconds: Int64(place))
        }
        histogram.exemplify(Exemplar(traceID: "x", value: .nan, milliseconds: 0))
        #expect(histogram.read() == Histogram(options: .bytes).read(), "NaN has no bucket.")
        for exemplar in exemplars { histogram.exemplify(exemplar) }
        guard case .histogram(let value) = histogram.read() else { return #expect(Bool(false)) }
        #expect(value.exemplars == [exemplars[1], exemplars[3], nil, nil, nil, nil, exemplars[2]])
        #expect(value.exemplar(of: 1) == exemplars[3] && value.exemplar(of: 7) == nil && value.count == 0)
    }

    @Test func nothingIsLostBetweenThreads() async throws {
        let registry = MetricRegistry()
        let family = try registry.register(MetricCatalogue.httpRequests)
        let histogram = Histogram(options: .seconds)
        let gauge = Gauge()
        let summary = Summary()
        let tasks = 16
        let rounds = 2_000
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    for round in 0..<rounds {
                        family.with(ResponseLabels(method: "GET", endpoint: "/\(task % 4)", status: 200)).increment()
                        histogram.observe(round % 2 == 0 ? 0.25 : 7)
                        gauge.add(0.5)
                        summary.observe(2)
                    }
                }
            }
        }
        let total = UInt64(tasks * rounds)
        let samples = try #require(registry.snapshot().first).samples
        #expect(samples.map(\.value) == Array(repeating: .integer(total / 4), count: 4))
        guard case .histogram(let value) = histogram.read() else {
            Issue.record("a histogram reads as a histogram")
            return
        }
        #expect(value.counts[6] == total / 2 && value.counts[11] == total / 2 && value.count == total)
        #expect(value.sum == Double(total) * 3.625)
        #expect(gauge.value == Double(total) / 2)
        #expect(summary.read() == .summary(count: total, sum: Double(total) * 2))
    }
}
