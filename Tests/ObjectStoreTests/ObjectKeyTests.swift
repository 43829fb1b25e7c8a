import ObjectStore
import Testing

@Suite struct ObjectKeyTests {
    @Test(arguments: ["a", "db/0f3a/t1/seg/0000000000000001", "A-Z_0.9=x", String(repeating: "k", count: 128)])
    func takesPlainKeys(_ text: String) throws {
        #expect(try ObjectKey(text).description == text)
    }

    @Test(arguments: [
        "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "../a", "a/..", ".hidden", "a/.b", "a b", "a\u{0}", "a\n",
        "ä",
        "a\\b", "a:b", "%2e%2e", "~", String(repeating: "k", count: 129), String(repeating: "abc/", count: 192) + "d",
    ])
    func refusesKeysThatCouldLeadElsewhere(_ text: String) {
        #expect(throws: ObjectStoreError.self) { try ObjectKey(text) }
    }

    @Test func takesTheLongestKeyAndNoLonger() throws {
        let longest = String(repeating: "abc/", count: Limits.keyBytes / 4 - 1) + "abcd"
        #expect(longest.utf8.count == Limits.keyBytes)
        #expect(try ObjectKey(longest).description == longest)
        #expect(throws: ObjectStoreError.self) { try ObjectKey(longest + "e") }
    }

    @Test func sortsByBytes() throws {
        let keys = try ["b", "a/b", "a-b", "B", "a"].map { try ObjectKey($0) }
        #expect(keys.sorted().map(\.description) == ["B", "a", "a-b", "a/b", "b"])
    }
}
