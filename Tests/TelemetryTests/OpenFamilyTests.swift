import Testing

@testable import Telemetry

@Suite struct OpenFamilyTests {
    private static func family(_ registry: MetricRegistry = MetricRegistry()) throws -> OpenFamily<Counter> {
        try registry.open("c_total", Counter.self, NoOptions(), help: "")
    }

    @Test func seriesMayHaveDifferentLabels() throws {
        let family = try Self.family()
        family.with([:]).increment()
        family.with(["b.x": "1", "a": ""]).increment(by: 2)
        family.with(["b_x": "1"]).increment(by: 3)
        family.with(["a": "2"]).increment(by: 4)
        let snapshot = family.snapshot()
        #expect(snapshot.descriptor.labelNames == ["a", "b_x"])
        #expect(
            snapshot.samples == [
                MetricSample(["", ""], .integer(1)), MetricSample(["", "1"], .integer(5)),
                MetricSample(["2", ""], .integer(4)),
            ])
    }

    @Test func aNameIsOneFamily() throws {
        let registry = MetricRegistry()
        let family = try Self.family(registry)
        #expect(try Self.family(registry) === family)
        #expect(throws: MetricError.duplicateName("c_total")) {
            try registry.open("c_total", Gauge.self, NoOptions(), help: "")
        }
        #expect(throws: MetricError.invalidBuckets([], metric: "h")) {
            try registry.open("h", Histogram.self, HistogramBuckets([]), help: "")
        }
    }

    @Test func labelsBeyondTheBoundGoToTheOverflowSeries() throws {
        let registry = MetricRegistry()
        let family = try Self.family(registry)
        let names = (0...Limits.labelsPerFamily).map { "l\($0)" }
        family.with(Dictionary(names.dropLast().map { ($0, "v") }, uniquingKeysWith: { $1 })).increment()
        family.with([names[Limits.labelsPerFamily]: "v"]).increment(by: 5)
        let samples = family.snapshot().samples
        #expect(samples.map(\.value) == [.integer(1), .integer(5)])
        #expect(samples.last?.labelValues == [String](repeating: "_other_", count: Limits.labelsPerFamily))
        #expect(
            registry.snapshot().last
                == MetricFamilySnapshot(MetricRegistry.overflowDescriptor, [MetricSample(["c_total"], .integer(1))]))
    }

    @Test func anOverflowWithoutOtherLabelsIsTold() throws {
        let family = try Self.family()
        family.with([:]).increment()
        let names = (0...Limits.labelsPerFamily).map { ("l\($0)", "v") }
        family.with(Dictionary(names, uniquingKeysWith: { $1 })).increment()
        let snapshot = family.snapshot()
        #expect(snapshot.descriptor.labelNames == ["overflow"])
        #expect(snapshot.samples.map(\.labelValues) == [[""], ["_other_"]])
    }

    @Test(arguments: [
        ("http.server-time", "http_server_time", "http_server_time"), ("9a", "_9a", "_9a"), ("", "_", "_"),
        ("a:b", "a:b", "a_b"), ("__x", "__x", "_x"), ("le", "le", "le_"), ("é", "_", "_"),
        (
            String(repeating: "a", count: Limits.nameBytes + 1), String(repeating: "a", count: Limits.nameBytes),
            String(repeating: "a", count: Limits.nameBytes)
        ),
    ])
    func plainNames(name: String, metric: String, label: String) throws {
        #expect(PlainName.metric(name) == metric)
        #expect(PlainName.label(name) == label)
        try MetricDescriptor(metric, .gauge, labels: [label], help: "").validate()
    }

    @Test func seriesOfCollectorsAreBoundedToo() throws {
        let registry = MetricRegistry()
        let counter = MetricDescriptor("c_total", .counter, labels: ["n"], help: "")
        let level = MetricDescriptor("g", .gauge, labels: ["n"], help: "")
        let samples = (0..<Limits.seriesPerFamily + 2).map { MetricSample(["\($0)"], .integer(3)) }
        try registry.register(ManySeries(families: [counter, level].map { MetricFamilySnapshot($0, samples) }))
        _ = registry.snapshot()
        let families = registry.snapshot()
        #expect(families[0].samples.count == Limits.seriesPerFamily + 1)
        #expect(families[0].samples.last == MetricSample(["_other_"], .number(6)))
        #expect(families[1].samples.count == Limits.seriesPerFamily, "Levels cannot be added up.")
        #expect(
            families.last?.samples == [
                MetricSample(["c_total"], .integer(4)), MetricSample(["g"], .integer(4)),
            ])
    }

    @Test func fractionsAreCounted() {
        let counter = FloatingCounter()
        for amount in [0.5, -1, .nan, .infinity, 1] { counter.increment(by: amount) }
        #expect(counter.read() == .number(1.5))
        counter.reset()
        #expect(counter.value == 0)
    }
}

private struct ManySeries: MetricCollector {
    let families: [MetricFamilySnapshot]
    var descriptors: [MetricDescriptor] { families.map(\.descriptor) }
    func collect() -> [MetricFamilySnapshot] { families }
}
