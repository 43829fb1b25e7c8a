import Support
import Testing

@testable import Access

@Suite struct APIKeyTests {
    /// A key worked out beside this program, with Python's zlib.crc32 and hashlib.sha256.
    static let known = "gsc_n0Tar3alKeyBecauseItIsInTheTe50MFzkJ"

    @Test func readsAKeyMadeElsewhere() throws {
        let key = try APIKey(parsing: Self.known)
        #expect(key.secret.revealed == Self.known)
        #expect(key.lastFour == Self.known.suffix(4))
        let hex = key.digest.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == "168cfeeacb824465e0a2a06a128241e7fbaa64a00ecd5093df74d7341ee3def8")
    }

    @Test func theChecksumIsTheOneOfGzip() {
        #expect(CRC32.checksum(of: "123456789".utf8) == 0xCBF4_3926)
        #expect(CRC32.checksum(of: []) == 0)
    }

    @Test(arguments: [(UInt32(0), "000000"), (61, "00000z"), (62, "000010"), (.max, "4gfFC3")])
    func checksumsHaveSixDigits(number: UInt32, digits: String) {
        #expect(String(decoding: Base62.sixDigits(of: number), as: UTF8.self) == digits)
    }

    @Test func whatIsMadeIsReadAgain() throws {
        var generator = SplitMix64(seed: 7)
        var seen: Set<APIKeyDigest> = []
        for _ in 0..<2_000 {
            let key = APIKey(using: &generator)
            #expect(try APIKey(parsing: key.secret.revealed) == key)
            #expect(key.secret.revealed.utf8.count == APIKey.length)
            #expect(seen.insert(key.digest).inserted)
        }
    }

    /// A remainder of eight bits by 62 would make the first eight characters a quarter more likely than the rest.
    @Test func everyCharacterIsEquallyLikely() {
        var generator = SplitMix64(seed: 11)
        var counts: [Character: Int] = [:]
        let keys = 20_000
        for _ in 0..<keys {
            for character in APIKey(using: &generator).secret.revealed.dropFirst(4).prefix(30) {
                counts[character, default: 0] += 1
            }
        }
        #expect(counts.count == 62)
        let expected = Double(keys * APIKey.randomLength) / 62
        let chiSquare = counts.values.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        #expect(chiSquare < 125, "61 degrees of freedom: over 125 once in a million runs.")
    }

    @Test func everySingleMistakeIsFound() {
        let key = Array(Self.known.utf8)
        for place in key.indices {
            for other in UInt8.min...UInt8.max where other != key[place] {
                var mistyped = key
                mistyped[place] = other
                #expect(throws: APIKey.Malformed.self) {
                    try APIKey(parsing: String(decoding: mistyped, as: UTF8.self))
                }
            }
        }
    }

    static let mistakes: [(String, APIKey.Malformed)] = [
        ("", .prefix), ("gsc", .prefix), ("gsk_\(known.dropFirst(4))", .prefix),
        ("GSC_\(known.dropFirst(4))", .prefix), (" \(known)", .prefix), ("gsc_", .length),
        (String(known.dropLast()), .length), ("\(known)0", .length), ("\(known)\n", .length),
        ("\(known.dropLast())-", .character), ("gsc_" + String(repeating: "0", count: 36), .checksum),
        ("gsc_" + String(repeating: "é", count: 18), .character),
    ]

    @Test(arguments: mistakes)
    func refusesWhatIsNoKey(text: String, reason: APIKey.Malformed) {
        #expect(throws: reason) { try APIKey(parsing: text) }
    }

    @Test func noReasonRepeatsTheText() {
        for reason in APIKey.Malformed.allCases { #expect(!reason.description.contains(Self.known.suffix(4))) }
    }

    @Test func aKeyDoesNotPrintItself() throws {
        let key = try APIKey(parsing: Self.known)
        var dumped = ""
        dump(key, to: &dumped)
        dump(key.secret, to: &dumped)
        let random = Self.known.dropFirst(4).prefix(30)
        for text in ["\(key)", String(reflecting: key), "\(key.secret)", String(reflecting: key.secret), dumped] {
            #expect(!text.contains(random), "\(text)")
        }
        #expect("\(key)" == "gsc_…\(Self.known.suffix(4))")
    }
}
