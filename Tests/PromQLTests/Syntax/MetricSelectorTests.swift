import PromQL
import Signals
import Testing

/// Selectors alone, as `match[]` of the API takes them.
@Suite struct MetricSelectorTests {
    @Test func readsConditions() throws {
        let matchers = try Parser.metricSelector("up{job=\"a\", instance=~\"b.*\"}")
        let labels = try LabelSet([Label("__name__", "up"), Label("job", "a"), Label("instance", "b1\nx")])
        #expect(matchers.count == 3)
        #expect(matchers.allSatisfy { $0.accepts(labels) })
        #expect(!matchers.allSatisfy { $0.accepts(labels.setting("instance", to: "xb")) })
    }

    @Test(arguments: [
        ("", "unknown position: parse error: unexpected end of input"),
        ("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
        ("up[5m]", "1:3: parse error: unexpected \"[\""),
        ("rate(up)", "1:5: parse error: unexpected \"(\""),
        ("1", "1:1: parse error: unexpected number \"1\""),
    ])
    func refuses(_ text: String, _ message: String) {
        let error = #expect(throws: ParseError.self) { try Parser.metricSelector(text) }
        #expect(error?.description == message)
    }
}
