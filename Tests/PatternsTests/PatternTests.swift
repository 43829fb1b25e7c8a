import Patterns
import Testing

struct PatternTests {
    @Test(arguments: [
        ("a+", "aaa", true), ("a+", "aab", false), ("", "", true), ("", "a", false), ("a|bc", "bc", true),
        (".*", "é", true), ("(?i)ABC", "abc", true), ("a.b", "a\nb", false), ("(?s)a.b", "a\nb", true),
        ("[0-9]{3}", "123", true), (#"\d+\.\d+"#, "1.5", true), (#"\pL+"#, "Ähre", true),
    ])
    func wholeText(source: String, text: String, matches: Bool) throws {
        #expect(try Pattern(source).matchesWhole(text) == matches)
    }

    @Test(arguments: ["(", "*", "[z-a]", "(?=a)", #"\1"#, "a{1001}"])
    func refusesWhatRE2Refuses(source: String) {
        #expect(throws: PatternError.self) { try Pattern(source) }
    }

    @Test func saysWhatIsWrong() throws {
        let error = try #require(throws: PatternError.self) { try Pattern("a(b") }
        #expect(error.description == "The regular expression 'a(b' is not valid: missing ): a(b.")
    }

    @Test func findsGroups() throws {
        let pattern = try Pattern(#"(?P<key>\w+)=(\d+)?(x)?"#)
        #expect(pattern.groupNames == ["key", nil, nil])
        let text = Array("  ab=12 ".utf8)
        #expect(pattern.firstMatch(in: text) == [2..<7, 2..<4, 5..<7, nil])
        #expect(pattern.firstMatch(in: text, from: 3) == [3..<7, 3..<4, 5..<7, nil])
        #expect(pattern.firstMatch(in: text, from: 7) == nil)
        #expect(pattern.firstMatch(in: text, from: 9) == nil)
        #expect(pattern.firstMatch(in: text, whole: true) == nil)
        #expect(try Pattern("").firstMatch(in: []) == [0..<0])
    }

    @Test func dotMatchesNewlineWhereAsked() throws {
        #expect(try Pattern("a.b", dotMatchesNewline: true).matchesWhole("a\nb"))
        #expect(try Pattern("b").matches(Array("abc".utf8)) && Pattern("^b").matches("abc") == false)
    }

    @Test func takesLinearTimeOnWhatBacktracks() throws {
        let pattern = try Pattern("(a*)*b")
        #expect(!pattern.matches(String(repeating: "a", count: 100_000)))
    }

    @Test func boundsItsSource() throws {
        _ = try Pattern(String(repeating: "a", count: Limits.sourceBytes))
        #expect(throws: PatternError.tooLong(bytes: Limits.sourceBytes + 1)) {
            try Pattern(String(repeating: "a", count: Limits.sourceBytes + 1))
        }
        #expect(throws: PatternError.self) { try Pattern("((a{100}){100}){100}") }
    }
}
