import Testing

@testable import Telemetry

@Suite struct MetricRegistryTests {
    @Test(arguments: [
        "", "1st", "with-dash", "späße", "a b", String(repeating: "a", count: Limits.nameBytes + 1),
    ])
    func refusesMetricNames(name: String) {
        let registry = MetricRegistry()
        #expect(throws: MetricError.invalidMetricName(name)) {
            try registry.register(MetricDefinition<Counter, NoLabels>(name, help: ""))
        }
    }

    @Test(arguments: ["a", "_a1", "ns:a_total", String(repeating: "a", count: Limits.nameBytes)])
    func acceptsMetricNames(name: String) throws {
        _ = try MetricRegistry().register(MetricDefinition<Counter, NoLabels>(name, help: ""))
    }

    @Test(arguments: ["", "1", "__name__", "le", "quantile", "a:b", "a-b"])
    func refusesLabelNames(label: String) {
        let descriptor = MetricDescriptor("m", .gauge, labels: [label], help: "")
        #expect(throws: MetricError.invalidLabelName(label, metric: "m")) { try descriptor.validate() }
    }

    @Test func refusesRepeatedAndTooManyLabels() throws {
        #expect(throws: MetricError.duplicateLabelName("a", metric: "m")) {
            try MetricDescriptor("m", .gauge, labels: ["a", "b", "a"], help: "").validate()
        }
        let most = (0..<Limits.labelsPerFamily).map { "l\($0)" }
        try MetricDescriptor("m", .gauge, labels: most, help: "").validate()
        #expect(throws: MetricError.tooManyLabels(most.count + 1, metric: "m")) {
            try MetricDescriptor("m", .gauge, labels: most + ["x"], help: "").validate()
        }
    }

    @Test(arguments: [
        [], [1, 1], [2, 1], [1, .infinity], [.nan], (0...Limits.histogramBounds).map { Double($0) },
    ])
    func refusesBuckets(bounds: [Double]) {
        #expect {
            try MetricRegistry().register(
                MetricDefinition<Histogram, NoLabels>("h", HistogramBuckets(bounds), help: ""))
        } throws: { error in
            if case MetricError.invalidBuckets(_, "h") = error { true } else { false }
        }
    }

    @Test func acceptsAsManyBucketsAsAllowed() throws {
        let bounds = (0..<Limits.histogramBounds).map { Double($0) }
        let histogram = try MetricRegistry().register(
            MetricDefinition<Histogram, NoLabels>("h", HistogramBuckets(bounds), help: "")
        ).single
        histogram.observe(1e9)
        #expect(
            histogram.read()
                == .histogram(
                    HistogramValue(
                        bounds: bounds, counts: [UInt64](repeating: 0, count: bounds.count) + [1], sum: 1e9)))
    }

    @Test func eachSampleNameHasOneFamily() throws {
        let registry = MetricRegistry()
        _ = try registry.register(MetricDefinition<Histogram, NoLabels>("h", .seconds, help: ""))
        #expect(throws: MetricError.duplicateName("h")) {
            try registry.register(MetricDefinition<Gauge, NoLabels>("h", help: ""))
        }
        #expect(throws: MetricError.duplicateName("h_count")) {
            try registry.register(MetricDefinition<Gauge, NoLabels>("h_count", help: ""))
        }
    }

    @Test func collectorIsAddedWholeOrNotAtAll() throws {
        let registry = MetricRegistry()
        _ = try registry.register(MetricDefinition<Gauge, NoLabels>("b", help: ""))
        let a = MetricDescriptor("a", .gauge, help: "")
        let b = MetricDescriptor("b", .gauge, help: "")
        #expect(throws: MetricError.duplicateName("b")) {
            try registry.register(FixedCollector(descriptors: [a, b], answer: []))
        }
        try registry.register(
            FixedCollector(descriptors: [a], answer: [a, b].map { MetricFamilySnapshot($0, .number(1)) }))
        #expect(registry.snapshot().map(\.descriptor.name) == ["a"], "undeclared and empty families are left out")
    }

    @Test func boundsFamilies() throws {
        let registry = MetricRegistry()
        for number in 0..<Limits.families {
            _ = try registry.register(MetricDefinition<Gauge, NoLabels>("m\(number)", help: ""))
        }
        #expect(throws: MetricError.tooManyFamilies(metric: "more")) {
            try registry.register(MetricDefinition<Gauge, NoLabels>("more", help: ""))
        }
    }

    @Test func seriesBeyondTheBoundShareOne() throws {
        let registry = MetricRegistry()
        let family = try registry.register(MetricDefinition<Counter, StageLabel>("c_total", help: ""))
        for number in 0..<Limits.seriesPerFamily + 2 {
            family.with(StageLabel(stage: "s\(number)")).increment()
        }
        family.with(StageLabel(stage: "s0")).increment()
        let snapshots = registry.snapshot()
        let samples = try #require(snapshots.first { $0.descriptor.name == "c_total" }).samples
        #expect(samples.count == Limits.seriesPerFamily + 1)
        #expect(samples.last == MetricSample(["_other_"], .integer(2)))
        #expect(samples.first == MetricSample(["s0"], .integer(2)))
        #expect(
            snapshots.last
                == MetricFamilySnapshot(
                    MetricRegistry.overflowDescriptor, [MetricSample(["c_total"], .integer(2))]))
    }

    @Test func removedSeriesIsExposedNoMore() throws {
        let registry = MetricRegistry()
        let family = try registry.register(MetricCatalogue.modelLoaded)
        let handle = family.with(ModelLabels(name: "aqi", version: "v1"))
        family.remove(ModelLabels(name: "aqi", version: "v1"))
        handle.set(1)
        #expect(registry.snapshot() == [])
    }
}

struct FixedCollector: MetricCollector {
    let descriptors: [MetricDescriptor]
    let answer: [MetricFamilySnapshot]

    func collect() -> [MetricFamilySnapshot] { answer }
}
