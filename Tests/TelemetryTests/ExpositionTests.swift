import Testing

@testable import Telemetry

@Suite struct ExpositionTests {
    private static let families = [
        MetricFamilySnapshot(
            MetricDescriptor("c_total", .counter, labels: ["path"], help: "Back\\slash, \"quote\"\nand line."),
            [MetricSample(["a\\b\"c\nd"], .integer(3)), MetricSample(["ü"], .integer(UInt64.max))]),
        MetricFamilySnapshot(MetricDescriptor("g", .gauge, help: "A gauge."), .number(-0.25)),
        MetricFamilySnapshot(
            MetricDescriptor("h_bytes", .histogram, labels: ["m"], help: "Sizes."),
            [
                MetricSample(
                    ["x"],
                    .histogram(HistogramValue(bounds: [0.5, 100, 1e6, 2.5e7], counts: [1, 0, 2, 0, 4], sum: 9.5)))
            ]),
        MetricFamilySnapshot(MetricDescriptor("hits", .counter, help: "No suffix."), .integer(1)),
        MetricFamilySnapshot(MetricDescriptor("s", .summary, help: "Sum."), .summary(count: 2, sum: 1e300)),
    ]

    @Test func prometheusText() {
        let expected = #"""
            # HELP c_total Back\\slash, "quote"\nand line.
            # TYPE c_total counter
            c_total{path="a\\b\"c\nd"} 3
            c_total{path="ü"} 18446744073709551615
            # HELP g A gauge.
            # TYPE g gauge
            g -0.25
            # HELP h_bytes Sizes.
            # TYPE h_bytes histogram
            h_bytes_bucket{m="x",le="0.5"} 1
            h_bytes_bucket{m="x",le="100.0"} 1
            h_bytes_bucket{m="x",le="1e+06"} 3
            h_bytes_bucket{m="x",le="2.5e+07"} 3
            h_bytes_bucket{m="x",le="+Inf"} 7
            h_bytes_sum{m="x"} 9.5
            h_bytes_count{m="x"} 7
            # HELP hits No suffix.
            # TYPE hits counter
            hits 1
            # HELP s Sum.
            # TYPE s summary
            s_sum 1e+300
            s_count 2

            """#
        #expect(ExpositionEncoder(.prometheusText).encode(Self.families) == expected)
    }

    @Test func exemplarsAreInOpenMetricsAlone() {
        let exemplar = Exemplar(
            traceID: "0af7651916cd43dd8448eb211c80319c", value: 0.25, milliseconds: 1_735_689_600_007)
        let family = MetricFamilySnapshot(
            MetricDescriptor("h_seconds", .histogram, help: "Times."),
            .histogram(HistogramValue(bounds: [0.5], counts: [1, 1], sum: 3, exemplars: [exemplar, nil])))
        #expect(
            ExpositionEncoder(.openMetrics).encode([family]) == #"""
                # HELP h_seconds Times.
                # TYPE h_seconds histogram
                h_seconds_bucket{le="0.5"} 1 # {trace_id="0af7651916cd43dd8448eb211c80319c"} 0.25 1735689600.007
                h_seconds_bucket{le="+Inf"} 2
                h_seconds_sum 3
                h_seconds_count 2
                # EOF

                """#)
        #expect(!ExpositionEncoder(.prometheusText).encode([family]).contains("trace_id"))
        #expect(family.exposedSamples.map(\.exemplar) == [exemplar, nil, nil, nil])
    }

    @Test(arguments: [(0, "0.000"), (1, "0.001"), (1_999, "1.999"), (-1_001, "-1.001")])
    func momentsAreSeconds(milliseconds: Int64, text: String) {
        #expect(ExpositionText.seconds(milliseconds) == text)
    }

    @Test func openMetrics() {
        let text = ExpositionEncoder(.openMetrics).encode(Array(Self.families.prefix(1)) + [Self.families[3]])
        #expect(
            text == #"""
                # HELP c Back\\slash, \"quote\"\nand line.
                # TYPE c counter
                c_total{path="a\\b\"c\nd"} 3
                c_total{path="ü"} 18446744073709551615
                # HELP hits No suffix.
                # TYPE hits unknown
                hits 1
                # EOF

                """#)
        #expect(ExpositionEncoder(.openMetrics).encode([]) == "# EOF\n")
    }

    @Test func commonLabelsComeFirst() {
        let encoder = ExpositionEncoder(
            .prometheusText, commonLabels: [("job", "geoclimate-api"), ("instance", "a:1")])
        #expect(encoder.encode([Self.families[1]]).hasSuffix("g{job=\"geoclimate-api\",instance=\"a:1\"} -0.25\n"))
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (1, "1"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e16, "1e+16"), (1e-5, "1e-05"),
        (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func numbers(value: Double, text: String) {
        #expect(ExpositionText.number(value) == text)
    }

    @Test(arguments: [
        (0.001, "0.001"), (1, "1.0"), (1e5, "100000.0"), (1e6, "1e+06"), (1.25e6, "1.25e+06"), (1e10, "1e+10"),
        (1e16, "1e+16"), (1000000.5, "1000000.5"), (-5, "-5.0"),
    ])
    func bounds(value: Double, text: String) {
        #expect(ExpositionText.bound(value) == text)
    }

    @Test func labelValuesAreCutAtACharacter() {
        let fits = String(repeating: "a", count: Limits.labelValueBytes)
        #expect(ExpositionText.cut(fits) == fits)
        #expect(ExpositionText.cut(fits + "b") == fits)
        let wide = String(repeating: "a", count: Limits.labelValueBytes - 1) + "€"
        #expect(ExpositionText.cut(wide) == String(wide.dropLast()))
    }
}
