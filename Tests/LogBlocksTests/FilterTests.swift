import LogBlocks
import Support
import Testing

struct FilterTests {
    private func filter(_ lines: [String]) throws -> TokenFilter {
        var entries = LogEntries()
        for line in lines { try entries.append(stream: 1, timestamp: 1, line: [UInt8](line.utf8)) }
        return try #require(try SegmentEncoder(level: 1).encode(entries, dictionary: nil).filter)
    }

    @Test(arguments: [
        ("status=500 user", true), ("=404 ", false), ("404", true), ("404 ", true), ("=404", true), ("us=500 us", true),
        ("", true), (" USER=", true), ("\"größe\"", true), (" größer ", false), ("=500 nothing=", false),
    ])
    func asksOnlyForWholeTokensInsideTheNeedle(needle: String, mayBe: Bool) throws {
        let filter = try filter(["status=500 user=Key:3 \"größe\" =x", "a user=b"])
        #expect(filter.mayContain([Needle(needle)]) == mayBe)
    }

    @Test func everySubstringOfALineIsPossible() throws {
        let lines = (0..<300).map {
            "{\"request_id\":\"33da\($0)\",\"path\":\"/models/\($0 % 9)\",\"ms\":\(Double($0) / 7)}"
        }
        let filter = try filter(lines)
        var generator = SplitMix64(seed: 3)
        for _ in 0..<2_000 {
            let line = lines[Int.random(in: 0..<lines.count, using: &generator)]
            let bytes = [UInt8](line.utf8)
            let start = Int.random(in: 0..<bytes.count, using: &generator)
            let end = Int.random(in: start...bytes.count, using: &generator)
            #expect(filter.mayContain([Needle(bytes[start..<end])]))
        }
    }

    @Test func isWrongOnceInAHundredTimes() throws {
        let filter = try filter((0..<20_000).map { "t\($0)" })
        #expect(filter.bytes.count == 20_000 * Limits.filterBitsPerToken / 8)
        let wrong = (0..<10_000).count { filter.mayContain([Needle(" absent\($0) ")]) }
        #expect(wrong < 150)
    }

    @Test func tooManyTokensMeanNoFilter() throws {
        var entries = LogEntries()
        for index in 0..<Limits.filterTokens {
            try entries.append(stream: 1, timestamp: 1, line: [UInt8]("t\(index)".utf8))
        }
        #expect(try SegmentEncoder(level: 1).encode(entries, dictionary: nil).filter != nil)
        try entries.append(stream: 1, timestamp: 1, line: [UInt8]("one more".utf8))
        #expect(try SegmentEncoder(level: 1).encode(entries, dictionary: nil).filter == nil)
        #expect(TokenFilter(bytes: []).mayContain([Needle(" x ")]), "no filter excludes nothing")
    }
}
