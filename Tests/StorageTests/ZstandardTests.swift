import Testing

@testable import Storage

@Suite struct ZstandardTests {
    @Test(arguments: [0, 1, 100, 70_000, 3_000_000])
    func answersTheSameBytes(_ count: Int) throws {
        let bits = SeededBits(seed: UInt64(count))
        let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: bits.next() & 15) }
        let frame = try Zstandard.compress(bytes)
        #expect(try Zstandard.decompress(frame, maximumBytes: count) == bytes)
        if count > 1_000 { #expect(frame.count < count * 6 / 10) }
    }

    @Test func refusesOneByteMoreThanTheLimit() throws {
        let frame = try Zstandard.compress([UInt8](repeating: 7, count: 1_001))
        #expect(throws: ZstandardError.tooLarge(bytes: 1_001, limitBytes: 1_000)) {
            try Zstandard.decompress(frame, maximumBytes: 1_000)
        }
    }

    @Test func refusesEveryTruncation() throws {
        let frame = try Zstandard.compress(Array("a model, a model, a model, and another".utf8))
        for count in 0..<frame.count {
            #expect(throws: ZstandardError.self) {
                try Zstandard.decompress(Array(frame.prefix(count)), maximumBytes: 1_000)
            }
        }
    }

    @Test func aForgedSizeTakesNoMemory() throws {
        // A frame header of RFC 8878 with an 8-byte content size: magic, descriptor, window, and a size of 2^62.
        let forged: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xC0, 0x00, 0, 0, 0, 0, 0, 0, 0, 0x40]
        #expect(throws: ZstandardError.tooLarge(bytes: 1 << 62, limitBytes: 1_000)) {
            try Zstandard.decompress(forged, maximumBytes: 1_000)
        }
    }

    @Test func noFlippedBitCrashes() throws {
        let frame = try Zstandard.compress(Array(String(repeating: "a model ", count: 40).utf8))
        for index in frame.indices {
            for bit in 0..<8 {
                var damaged = frame
                damaged[index] ^= 1 << bit
                _ = try? Zstandard.decompress(damaged, maximumBytes: 100_000)
            }
        }
    }
}
