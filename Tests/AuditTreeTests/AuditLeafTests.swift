import AuditTree
import Testing

/// The bytes of an entry, as docs/audit.md describes them to verifiers of others.
@Suite struct AuditLeafTests {
    private static let leaf = AuditLeaf(
        number: 258, milliseconds: -1, actor: "a", action: "b", subject: "", outcome: "é", address: nil, requestID: "r",
        detail: ["b": "2", "a": ""])

    @Test func bytesAreAsDocumented() {
        #expect(
            Self.leaf.bytes
                == bytes(
                    "01" + "0000000000000102" + "ffffffffffffffff" + "0000000161" + "0000000162" + "00000000"
                        + "00000002c3a9" + "00" + "01" + "0000000172" + "00000002" + "0000000161" + "00000000"
                        + "0000000162" + "0000000132"))
        #expect(Self.leaf.hash == TreeHash.leaf(Self.leaf.bytes))
    }

    @Test func everyFieldMatters() {
        let changes: [(inout AuditLeaf) -> Void] = [
            { $0.number = 259 }, { $0.milliseconds = 1 }, { $0.actor = "ab" }, { $0.action = "c" },
            { $0.subject = "s" }, { $0.outcome = "e" }, { $0.address = "" }, { $0.requestID = nil },
            { $0.detail["a"] = "1" }, { $0.detail["c"] = "" }, { $0.detail = ["b": "2", "c": ""] },
        ]
        var hashes: Set = [Self.leaf.hash]
        for change in changes {
            var leaf = Self.leaf
            change(&leaf)
            #expect(hashes.insert(leaf.hash).inserted)
        }
    }

    @Test func textsCannotSlideIntoOneAnother() {
        var one = Self.leaf
        var other = Self.leaf
        (one.actor, one.action) = ("ab", "c")
        (other.actor, other.action) = ("a", "bc")
        #expect(one.bytes != other.bytes)
    }
}
