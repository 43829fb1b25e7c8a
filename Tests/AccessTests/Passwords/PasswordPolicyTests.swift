import Testing

@testable import Access

@Suite struct PasswordPolicyTests {
    private let policy = PasswordPolicy(
        common: CommonPasswords(bytes: Array("dragon\niloveyou\nletmein\npassword\nsunshine\n".utf8)))

    private func refusal(_ password: String, names: [String] = [], second: Bool = false) -> PasswordPolicy.Refusal? {
        do {
            try policy.check(password, names: names, hasSecondFactor: second)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("fourteen-chars", false, 15), ("seven-c", true, 8), ("", false, 15),
        // Five code points in form C, however they were typed.
        (String(repeating: "e\u{301}", count: 14), false, 15),
    ])
    func shortOnesAreRefused(password: String, second: Bool, minimum: Int) {
        #expect(refusal(password, second: second) == .tooShort(minimum: minimum))
    }

    @Test(arguments: [
        ("fifteen-letters", false), ("eight-ch", true), ("correct horse battery staple", false),
        ("żółć gęślą jaźń!", false), ("пароль из нескольких слов", false), ("🐎🔋📎🦆🌧️🎻🧂🪁🗿🛶🧵🪀🥁🪐🎈🪂", false),
        (String("abcdefgh XYZ 123".prefix(16)), false),
    ])
    func longEnoughOnesAreTaken(password: String, second: Bool) {
        #expect(refusal(password, second: second) == nil)
    }

    @Test func sixtyFourAndMoreAreTakenUpToTheLimit() {
        let words = (0..<400).map { "w\($0)" }.joined(separator: " ")
        #expect(refusal(String(words.prefix(64))) == nil)
        #expect(refusal(String(words.prefix(PasswordLimits.passwordBytes))) == nil)
        #expect(
            refusal(String(words.prefix(PasswordLimits.passwordBytes + 1)))
                == .tooLong(maximumBytes: PasswordLimits.passwordBytes))
    }

    @Test(arguments: [
        "iloveyou", "PASSWORD", "passwordpassword", "passwordPASSWORDpassword", "password1234567890",
        "2024!!!!!sunshine",
        "Sunshine-2025-01-01", "letmein letmein ",
    ])
    func commonOnesAreRefusedAlsoRepeatedAndPadded(password: String) {
        // The last one is repeated with its blank, so only its core is common.
        #expect([.common, .pattern].contains(refusal(password, second: true)))
    }

    @Test(arguments: [
        "aaaaaaaaaaaaaaaa", "abababababababab", "1212121212121212", "abcdefghijklmnopq", "zyxwvutsrqponmlk",
        "123456789012345", "098765432109876", "qwertyuiopasdfghj", "abcdabcdabcdabcda",
    ])
    func patternsAreRefused(password: String) {
        #expect(refusal(password) == .pattern)
    }

    @Test(arguments: [
        ("my name is Ada Lovelace", ["ada"], "ada"), ("i love geoclimate a lot", [], "geoclimate"),
        ("mail me at grace@example.org", ["grace@example.org"], "grace@example.org"),
        ("write to grace right now", ["grace@example.org"], "grace"),
    ])
    func namesAreRefused(password: String, names: [String], name: String) {
        #expect(refusal(password, names: names) == .containsName(name))
    }

    @Test func shortNamesAreNoReason() {
        #expect(refusal("something else entirely", names: ["so", "", "e@x.org"]) == nil)
    }

    @Test func controlCharactersAreRefused() {
        #expect(refusal("fifteen\tcharacters") == .controlCharacter)
        #expect(refusal("fifteen\u{0}characters") == .controlCharacter)
    }

    @Test func theSameTextTypedDifferentlyIsTheSame() {
        #expect(PasswordText.normalised("caf\u{65}\u{301}") == PasswordText.normalised("caf\u{e9}"))
        #expect(Array(PasswordText.normalised("cafe\u{301}").utf8) == Array("caf\u{e9}".utf8))
        #expect(PasswordText.characters("e\u{301}") == 1)
    }

    @Test func theListIsSearchedToItsEnds() {
        let words = ["aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "zz"]
        for count in 0...words.count {
            let list = CommonPasswords(bytes: Array(words.prefix(count).map { $0 + "\n" }.joined().utf8))
            #expect(list.count == count)
            for (index, word) in words.enumerated() { #expect(list.contains(word.uppercased()) == (index < count)) }
            for other in ["", "a", "aaa", "aaaaa", "bbbc", "zzz", "\n"] { #expect(!list.contains(other)) }
        }
    }
}
