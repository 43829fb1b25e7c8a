import LogBlocks
import Support
import Testing

/// Whatever bytes come, the answer is entries or an error.
struct DamageTests {
    private func sample() throws -> [UInt8] {
        try SegmentEncoder(level: 3).encode(SegmentTests.entries(700, metadata: true), dictionary: nil).bytes
    }

    @Test func everyShorterSegmentIsRefused() throws {
        let bytes = try sample()
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: LogBlockError.self) { try SegmentTests.search(Array(bytes[..<count])) }
        }
        #expect(throws: LogBlockError.self) { try SegmentTests.search(bytes + [0]) }
    }

    /// zstd's frames have a few bits without a meaning; everything else must be noticed.
    @Test func noFlippedBitChangesWhatIsRead() throws {
        let bytes = try sample()
        let original = try SegmentTests.search(bytes)
        var generator = SplitMix64(seed: 9)
        var noticed = 0
        for _ in 0..<3_000 {
            var damaged = bytes
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            do {
                let isSame = try SegmentTests.search(damaged) == original
                #expect(isSame, "byte \(place)")
            } catch is LogBlockError {
                noticed += 1
            }
        }
        #expect(noticed > 2_900)
    }

    @Test func whatIsNoSegmentSaysSo() throws {
        #expect(throws: LogBlockError.notASegment) { try Segment([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]) }
        var newer = try sample()
        newer[4] = 2
        #expect(throws: LogBlockError.unknownVersion(2)) { try Segment(newer) }
    }

    @Test func aHugeHeaderIsRefusedBeforeItIsRead() throws {
        var bytes = try sample()
        bytes.replaceSubrange(5..<9, with: [0xff, 0xff, 0xff, 0x7f])
        #expect(
            throws: LogBlockError.tooLarge("bytes in its header", count: 0x7fff_ffff, limit: Limits.headerBytes)
        ) { try Segment(bytes) }
    }

    @Test func randomStreamsAreAnErrorOrThemselves() throws {
        var generator = SplitMix64(seed: 12)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
                UInt8.random(in: 0...7, using: &generator)
            }
            guard let streams = try? SegmentSummary.decodeStreams(bytes) else { continue }
            #expect(SegmentSummary(first: 0, last: 0, streams: streams).encodedStreams.count <= bytes.count)
        }
    }
}
