import Support
import Testing

@testable import Access

@Suite struct Base64URLTests {
    // RFC 4648, section 10, without the padding; and one of each letter that base64 for URLs has of its own.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func knowsTheStandardsExamples(bytes: String, text: String) {
        #expect(Base64URL.encode(bytes.utf8) == text)
        #expect(Base64URL.decode(text.utf8) == Array(bytes.utf8))
    }

    @Test func usesTheAlphabetForURLs() {
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64URL.decode("-_8".utf8) == [0xFB, 0xFF])
    }

    @Test(arguments: [
        "Zg==", "Zm8=", "=", "Z", "Zm9vY", "+/8", "Zm 9v", "Zm9v\n", " Zm9v", "Zm9v.", "Zm9ü", "Z\u{0}",
        // Bits that are left over: the same bytes by another text.
        "Zh", "Zm9", "-_9", "Zv",
    ])
    func refusesEverySecondSpelling(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test func everyTextHasOneValueAndEveryValueOneText() {
        var random = SplitMix64(seed: 1)
        for length in 0..<200 {
            let bytes = RandomBytes.make(length, using: &random)
            let text = Base64URL.encode(bytes)
            #expect(Base64URL.decode(text.utf8) == bytes)
            #expect(text.utf8.count == (length * 8 + 5) / 6)
        }
    }
}
