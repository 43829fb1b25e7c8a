import Signals
import Testing

/// Texts that look the same and have other bytes are other texts, wherever labels are compared.
struct ExactTextTests {
    /// "é" as one scalar and as a letter with an accent: equal to Swift.
    private static let composed = "\u{e9}"
    private static let decomposed = "e\u{301}"

    @Test func equalBytesAndNothingElse() {
        #expect(Self.composed == Self.decomposed)
        #expect(ExactText(Self.composed) != ExactText(Self.decomposed))
        #expect(ExactText(Self.composed) == ExactText("\u{e9}"))
        #expect(ExactText("") == "" && ExactText("") != "a" && ExactText("ab") != "ac")
        // Longer than what is stored in place, and shared.
        let long = String(repeating: "x", count: 100)
        #expect(ExactText(long + "1") == ExactText(long + "1") && ExactText(long + "1") != ExactText(long + "2"))
        #expect(Set<ExactText>(exact: [Self.composed, Self.decomposed, Self.composed]).count == 2)
        #expect(ExactText(Self.composed).hashValue == ExactText("\u{e9}").hashValue)
        // Marks in another order are as long, and still other bytes.
        #expect(ExactText("a\u{323}\u{307}") != ExactText("a\u{307}\u{323}"))
    }

    @Test func labelsAreComparedByTheirBytes() throws {
        let one = try LabelSet([Label("a", Self.composed)])
        let other = try LabelSet([Label("a", Self.decomposed)])
        #expect(one != other && Set([one, other]).count == 2)
        #expect(Label(Self.composed, "v") != Label(Self.decomposed, "v"))
        let both = try LabelSet([Label(Self.composed, "1"), Label(Self.decomposed, "2")])
        #expect(both[Self.composed] == "1" && both[Self.decomposed] == "2")
        #expect(both.keeping([ExactText(Self.decomposed)]).labels == [Label(Self.decomposed, "2")])
        #expect(both.removing([ExactText(Self.decomposed)]).labels == [Label(Self.composed, "1")])
        #expect(both.setting(Self.decomposed, to: "3")[Self.composed] == "1")
        #expect(other < one)
    }

    @Test func matchersCompareBytes() {
        #expect(LabelMatcher("a", .equal(Self.composed)).accepts(Self.composed))
        #expect(!LabelMatcher("a", .equal(Self.composed)).accepts(Self.decomposed))
        #expect(LabelMatcher("a", .notEqual(Self.composed)).accepts(Self.decomposed))
    }
}
