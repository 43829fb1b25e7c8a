import Telemetry
import Testing

/// The samples of a family are those that a scrape finds.
@Suite struct ExposedSampleTests {
    private static func texts(_ family: MetricFamilySnapshot) -> [String] {
        family.exposedSamples.map { sample in
            sample.name + sample.labels.map { "[\($0.name)=\($0.value)]" }.joined() + " \(sample.value)"
        }
    }

    @Test func histogramsAreCumulative() {
        let value = HistogramValue(bounds: [0.5, 1e6], counts: [1, 2, 3], sum: 7)
        let family = MetricFamilySnapshot(
            MetricDescriptor("h", .histogram, labels: ["a"], help: ""), [MetricSample(["x"], .histogram(value))])
        #expect(
            Self.texts(family) == [
                "h_bucket[a=x][le=0.5] 1.0", "h_bucket[a=x][le=1e+06] 3.0", "h_bucket[a=x][le=+Inf] 6.0",
                "h_sum[a=x] 7.0", "h_count[a=x] 6.0",
            ])
    }

    @Test func othersAreAsTheyAre() {
        #expect(Self.texts(MetricFamilySnapshot(MetricDescriptor("c", .counter, help: ""), .integer(3))) == ["c 3.0"])
        let summary = MetricFamilySnapshot(MetricDescriptor("s", .summary, help: ""), .summary(count: 2, sum: 5))
        #expect(Self.texts(summary) == ["s_sum 5.0", "s_count 2.0"])
    }
}
