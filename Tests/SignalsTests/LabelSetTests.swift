import Patterns
import Signals
import Testing

struct LabelSetTests {
    private func labels(_ pairs: KeyValuePairs<String, String>) throws -> LabelSet {
        try LabelSet(pairs.map { Label($0.key, $0.value) })
    }

    @Test func ordersAndLeavesEmptyValuesOut() throws {
        let set = try labels(["b": "2", "a": "1", "c": ""])
        #expect(set.labels == [Label("a", "1"), Label("b", "2")])
        #expect(set["b"] == "2" && set["c"] == nil)
    }

    @Test func refusesNamesTwiceOrEmpty() {
        #expect(throws: LabelError.duplicateName("a")) { try labels(["a": "1", "a": "2"]) }
        #expect(throws: LabelError.duplicateName("a")) { try labels(["a": "1", "a": ""]) }
        #expect(throws: LabelError.emptyName) { try labels(["": "1"]) }
    }

    @Test func changes() throws {
        let set = try labels(["a": "1", "c": "3"])
        #expect(try set.setting("b", to: "2") == labels(["a": "1", "b": "2", "c": "3"]))
        #expect(try set.setting("a", to: "") == labels(["c": "3"]))
        #expect(try set.setting("d", to: "4").setting("c", to: "x") == labels(["a": "1", "c": "x", "d": "4"]))
        #expect(try set.removing(["a", "x"]) == labels(["c": "3"]))
        #expect(try set.keeping(["a", "x"]) == labels(["a": "1"]))
    }

    @Test func comparesByNameThenValueThenLength() throws {
        let ordered = try [
            labels([:]), labels(["a": "1"]), labels(["a": "1", "b": "1"]), labels(["a": "2"]), labels(["b": "0"]),
        ]
        #expect(ordered.shuffled().sorted() == ordered)
    }

    @Test func matchersSeeAbsentLabelsAsEmpty() throws {
        let set = try labels(["a": "xyz"])
        #expect(LabelMatcher("b", .equal("")).accepts(set) && !LabelMatcher("b", .notEqual("")).accepts(set))
        #expect(LabelMatcher("a", .matches(try Pattern("x.*"))).accepts(set))
        #expect(!LabelMatcher("a", .matches(try Pattern("x"))).accepts(set), "the whole value")
        #expect(LabelMatcher("a", .matchesNot(try Pattern("x"))).accepts(set))
        #expect(LabelMatcher("b", .matches(try Pattern(".*"))).accepts(set))
    }

    @Test func theMarkerIsItsBits() {
        #expect(StaleMarker.isMarker(StaleMarker.value) && !StaleMarker.isMarker(.nan) && StaleMarker.value.isNaN)
    }
}
