import Support
import Testing

@testable import WireFormats

struct CompressionTests {
    private static let contents: [[UInt8]] = [
        [], [1], Array("remote write ".utf8), [UInt8](repeating: 7, count: 200_000),
        {
            var generator = SplitMix64(seed: 3);
            return (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }(),
    ]

    @Test(arguments: contents) func snappyComesBack(content: [UInt8]) throws {
        #expect(try SnappyBlock.decompress(SnappyBlock.compress(content)) == content)
    }

    @Test(arguments: contents) func gzipComesBack(content: [UInt8]) throws {
        #expect(try Gzip.decompress(Gzip.compress(content)) == content)
    }

    @Test func snappyReadsAKnownBlock() throws {
        // The length 9, a literal of three bytes, and a copy of six that reaches back three.
        let block: [UInt8] = [9, 2 << 2, 97, 98, 99, (5 << 2) | 2, 3, 0]
        #expect(try SnappyBlock.decompress(block) == Array("abcabcabc".utf8))
    }

    @Test func snappyRefusesWhatDeclaresTooMuchBeforeItReserves() throws {
        // Five bytes that declare 4 GiB.
        #expect(throws: CompressionError.tooLarge(format: "snappy", limit: 1_000)) {
            try SnappyBlock.decompress([0xff, 0xff, 0xff, 0xff, 0x0f], limit: 1_000)
        }
        #expect(throws: CompressionError.malformed(format: "snappy")) {
            try SnappyBlock.decompress([0x80, 0x80, 0x80, 0x01, 0], limit: 1 << 30)
        }
        let block = try SnappyBlock.compress([UInt8](repeating: 0, count: 1_000))
        #expect(try SnappyBlock.decompress(block, limit: 1_000).count == 1_000)
        #expect(throws: CompressionError.tooLarge(format: "snappy", limit: 999)) {
            try SnappyBlock.decompress(block, limit: 999)
        }
    }

    @Test(arguments: [[], [0x80], [5, 0], [0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [3, 1, 9, 0]] as [[UInt8]])
    func snappyRefusesDamage(block: [UInt8]) {
        #expect(throws: CompressionError.malformed(format: "snappy")) { try SnappyBlock.decompress(block) }
    }

    @Test func gzipStopsABombAtItsLimit() throws {
        let bomb = try Gzip.compress([UInt8](repeating: 0, count: 1 << 20))
        #expect(bomb.count < 2_000)
        #expect(try Gzip.decompress(bomb, limit: 1 << 20).count == 1 << 20)
        #expect(throws: CompressionError.tooLarge(format: "gzip", limit: 1 << 20 - 1)) {
            try Gzip.decompress(bomb, limit: 1 << 20 - 1)
        }
    }

    @Test func gzipReadsMembersInTurnUpToItsLimit() throws {
        let member = try Gzip.compress([1, 2])
        let many = [[UInt8]](repeating: member, count: Limits.maxGzipMembers).flatMap { $0 }
        #expect(try Gzip.decompress(many).count == 2 * Limits.maxGzipMembers)
        #expect(throws: CompressionError.malformed(format: "gzip")) { try Gzip.decompress(many + member) }
        #expect(throws: CompressionError.malformed(format: "gzip")) { try Gzip.decompress(member + [1, 2, 3]) }
        #expect(throws: CompressionError.truncated(format: "gzip")) { try Gzip.decompress(member.dropLast(9)) }
        #expect(throws: CompressionError.truncated(format: "gzip")) { try Gzip.decompress([]) }
    }

    @Test func noBytesCrashEither() throws {
        let content = Array("a line of text, a line of text, a line of text".utf8)
        for bytes in try mutations(of: SnappyBlock.compress(content), count: 2_000, from: 1) {
            _ = try? SnappyBlock.decompress(bytes, limit: 1 << 16)
        }
        for bytes in try mutations(of: Gzip.compress(content), count: 2_000, from: 2) {
            _ = try? Gzip.decompress(bytes, limit: 1 << 16)
        }
    }
}

extension Gzip {
    fileprivate static func decompress(_ slice: ArraySlice<UInt8>) throws -> [UInt8] { try decompress(Array(slice)) }
}
