import Telemetry
import Testing

@Suite struct NegotiationTests {
    private static let text = MetricsRepresentation.exposition(.prometheusText)
    private static let open = MetricsRepresentation.exposition(.openMetrics)

    @Test(
        arguments: [
            (nil, text), ("", text), ("*/*", text), ("text/html,application/xhtml+xml,*/*;q=0.8", text),
            ("application/openmetrics-text", open),
            ("application/openmetrics-text; version=1.0.0; charset=utf-8", open),
            ("Application/OpenMetrics-Text;Version=\"1.0.0\"", open),
            ("application/openmetrics-text;version=0.0.1", text),
            ("application/openmetrics-text;version=0.0.1,application/openmetrics-text;version=1.0.0;q=0.5", open),
            (
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                    + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;q=0.3,"
                    + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1", open
            ),
            ("text/plain;version=0.0.4;q=0.9,application/openmetrics-text;q=0.3", text),
            ("application/openmetrics-text;q=0.2,*/*;q=0.1", open),
            ("application/openmetrics-text;q=0,*/*", text),
            ("application/*", open), ("application/*;q=0.5,application/json", .jsonSummary),
            ("application/json", .jsonSummary), ("application/json;charset=utf-8", .jsonSummary),
            ("application/json;q=0.5,text/plain;q=0.4", .jsonSummary),
            ("application/json, text/plain, */*", text),
            ("application/json;q=7", text), ("application/json;q=nan", text), ("///,;;,=,q=1", text),
            ("image/png", text),
        ] as [(String?, MetricsRepresentation)])
    func answers(accept: String?, expected: MetricsRepresentation) {
        #expect(MetricsRepresentation.negotiate(accept: accept) == expected)
    }

    @Test func rangesBeyondTheBoundAreIgnored() {
        let others = Array(repeating: "image/png", count: Limits.acceptRanges - 1)
        let last = (others + ["application/json"]).joined(separator: ",")
        #expect(MetricsRepresentation.negotiate(accept: last) == .jsonSummary)
        #expect(MetricsRepresentation.negotiate(accept: "image/png," + last) == Self.text)
    }

    @Test func contentTypes() {
        #expect(ExpositionFormat.prometheusText.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(
            ExpositionFormat.openMetrics.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    }
}
