import Support
import Testing

@testable import TimeSeries

/// Bytes that are no block are an error and never a crash, whatever they are.
@Suite struct DamagedBlockTests {
    /// A block with every coding, in several frames.
    static func sample(seed: UInt64) throws -> [UInt8] {
        var random = SplitMix64(seed: seed)
        let times = scrapeTimes(60, &random)
        let series = SeriesKind.allCases.enumerated().map { index, kind in
            let values = kind.values(60, &random)
            return SeriesColumns(
                id: UInt32(index), times: times,
                values: [values, index % 3 == 0 ? values : ValueColumn.growth(of: values) ?? kind.values(60, &random)])
        }
        return try onlyBlock(series, columns: 2)
    }

    /// Everything that can be read from bytes.
    static func readAll(_ bytes: [UInt8]) throws {
        let block = try Block(bytes)
        var reader = BlockReader(block)
        for index in block.ids.indices { _ = try reader.series(at: index) }
    }

    @Test func everyFlippedBitIsFound() throws {
        let bytes = try Self.sample(seed: 1)
        try Self.readAll(bytes)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1 << UInt8(index % 8)
            #expect(throws: BlockError.self) { try Self.readAll(damaged) }
        }
    }

    @Test func everyTruncationIsFound() throws {
        let bytes = try Self.sample(seed: 2)
        for count in 0..<bytes.count {
            #expect(throws: BlockError.self) { try Self.readAll(Array(bytes.prefix(count))) }
        }
        #expect(throws: BlockError.self) { try Self.readAll(bytes + [0]) }
    }

    /// The checksum is put right again, so that what lies behind it is reached.
    @Test func mutationsWithARightChecksumNeverCrash() throws {
        var random = SplitMix64(seed: 3)
        let bytes = try Self.sample(seed: 3)
        var survivors = 0
        for _ in 0..<4_000 {
            var damaged = bytes
            for _ in 0...Int(random.next() % 4) {
                // Half of the changes hit the beginning, where the lengths are.
                let bound = random.next() % 2 == 0 ? min(64, damaged.count) : damaged.count
                damaged[Int(random.next() % UInt64(bound))] = UInt8(truncatingIfNeeded: random.next())
            }
            Self.mendChecksum(&damaged)
            if (try? Self.readAll(damaged)) != nil { survivors += 1 }
        }
        #expect(survivors < 4_000)
    }

    /// Columns and directories without zstd around them: here a mutation reaches every decoder.
    @Test func mutatedColumnsNeverCrash() throws {
        var random = SplitMix64(seed: 4)
        for _ in 0..<4_000 {
            let kind = SeriesKind.allCases[Int(random.next() % UInt64(SeriesKind.allCases.count))]
            var writer = ByteWriter()
            let count = 1 + Int(random.next() % 40)
            let coding = ValueColumn.append(kind.values(count, &random), to: &writer)
            var bytes = writer.bytes
            bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            if random.next() % 8 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
            var reader = ByteReader(bytes)
            if let values = try? ValueColumn.read(coding, count, from: &reader) { #expect(values.count == count) }

            var times = ByteWriter()
            TimeColumn.append(scrapeTimes(count, &random), to: &times)
            times.bytes[Int(random.next() % UInt64(times.bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            var timeReader = ByteReader(times.bytes)
            _ = try? TimeColumn.read(from: &timeReader)

            let noise = (0..<Int(random.next() % 60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let frames = [Block.FrameExtent(range: 0..<0, size: Int(random.next() % 500))]
            _ = try? BlockDirectory(noise, columns: 1, frames: frames)
        }
    }

    @Test func aFrameThatClaimsTooMuchIsRefusedBeforeMemoryIsTaken() throws {
        var writer = ByteWriter()
        writer.bytes = BlockFormat.magic + [BlockFormat.version, 1, 0, 0, 0, 0, 0, 0]
        writer.append(variable: Limits.largestFrameBytes + 1)
        writer.append(variable: 1)
        writer.append(variable: 0)
        var bytes = writer.bytes
        Self.mendChecksum(&bytes)
        #expect(
            throws: BlockError.overLimit(
                "bytes in its directory", found: UInt64(Limits.largestFrameBytes + 1), limit: Limits.largestFrameBytes)
        ) { try Block(bytes) }
    }

    private static func mendChecksum(_ bytes: inout [UInt8]) {
        let checksum = BlockFormat.checksum(of: bytes)
        for index in 0..<4 {
            bytes[BlockFormat.checksumOffset + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
        }
    }

    @Test func theChecksumIsCastagnoli() {
        // RFC 3720, appendix B.4, and the usual check value.
        let check = Array("123456789".utf8)
        #expect(Checksum.castagnoli.of(check, 0..<9) == 0xE306_9283)
        let zeros = [UInt8](repeating: 0, count: 32)
        #expect(Checksum.castagnoli.of(zeros, 0..<32) == 0x8A91_36AA)
    }
}
