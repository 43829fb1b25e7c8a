import Signals
import Testing

@testable import PromQL

/// The selectors of a query, which exemplars are looked for by.
struct SelectorTests {
    @Test(arguments: [
        ("1", []), (#""text""#, []), ("a", ["a"]), ("a[5m]", ["a"]), ("(-a)", ["a"]), ("a + on(x) b", ["a", "b"]),
        ("sum by (x) (rate(a[5m]))", ["a"]), ("topk(scalar(a), b)", ["a", "b"]),
        ("max_over_time(rate(a[5m])[1h:1m])", ["a"]), ("histogram_quantile(0.9, a) or {__name__=\"b\"}", ["a", "b"]),
    ])
    func areFoundInTheirOrder(query: String, names: [String]) throws {
        let found = try Parser.expression(query).selectors.map { matchers in
            matchers.compactMap { matcher -> String? in
                guard case .equal(let value) = matcher.operation, matcher.name == "__name__" else { return nil }
                return value
            }.joined()
        }
        #expect(found == names)
    }
}
