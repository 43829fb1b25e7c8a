import Support
import Testing

@testable import TimeSeries

/// Values that were reckoned from whole units are found to be, whichever way they were reckoned.
@Suite struct DecimalScaleTests {
    /// What a counter in milliseconds or microseconds becomes as seconds, for 200 values of it.
    static func column(_ form: DecimalScale.Form, digits: Int) throws -> [Double] {
        var random = SplitMix64(seed: UInt64(digits))
        let scale = try #require(DecimalScale(form, digits: digits))
        var mantissa: Int64 = 11_655_348
        return (0..<200).map { _ in
            mantissa += Int64(random.next() % 900)
            return scale.value(mantissa)
        }
    }

    @Test(arguments: [
        (DecimalScale.Form.quotient, 3), (.quotient, 9), (.product, 3), (.product, 6), (.thousandths, 6),
    ])
    func everyFormComesBackBitForBitAndSmall(_ form: DecimalScale.Form, digits: Int) throws {
        let values = try Self.column(form, digits: digits)
        let column = try #require(DecimalColumn(values))
        #expect(column.exceptions.isEmpty)
        var writer = ByteWriter()
        let coding = ValueColumn.append(values, to: &writer)
        #expect(coding != .exclusiveOr)
        #expect(writer.bytes.count < 3 * values.count)
        var reader = ByteReader(writer.bytes)
        #expect(sameBits(try ValueColumn.read(coding, values.count, from: &reader), values))
    }

    @Test func formsDiffer() throws {
        // 11,655.348 s by each way of reckoning it: not one of them is another.
        let quotient = try #require(DecimalScale(.quotient, digits: 6))
        let product = try #require(DecimalScale(.product, digits: 6))
        let thousandths = try #require(DecimalScale(.thousandths, digits: 6))
        let mantissas = (0..<1_000).map { Int64(11_655_348_001 + $0 * 7) }
        #expect(mantissas.contains { quotient.value($0) != product.value($0) })
        #expect(mantissas.contains { quotient.value($0) != thousandths.value($0) })
        #expect(mantissas.contains { product.value($0) != thousandths.value($0) })
    }

    @Test func bytesOfScales() {
        for byte in UInt8.min ... .max {
            guard let scale = DecimalScale(byte: byte) else { continue }
            #expect(scale.byte == byte)
        }
        #expect(DecimalScale(byte: 13) == nil)
        #expect(DecimalScale(byte: 0x25) == nil)
        #expect(DecimalScale(byte: 0x26) == DecimalScale(.thousandths, digits: 6))
        #expect(DecimalScale(byte: 0x30) == nil)
        #expect(DecimalScale(.quotient, digits: 13) == nil)
    }

    /// What the version before wrote has quotients alone, and reads as it did.
    @Test func theFormerVersionIsRead() throws {
        let values = try Self.column(.quotient, digits: 3)
        let times = values.indices.map { Int64($0 + 1) * 15_000 }
        var bytes = try onlyBlock([SeriesColumns(id: 1, times: times, values: [values])])
        #expect(bytes[4] == 2)
        for (version, isRead) in [(UInt8(0), false), (1, true), (2, true), (3, false)] {
            bytes[4] = version
            let checksum = BlockFormat.checksum(of: bytes)
            for index in 0..<4 {
                bytes[BlockFormat.checksumOffset + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
            }
            guard isRead else {
                #expect(throws: BlockError.unknownVersion(version)) { try Block(bytes) }
                continue
            }
            var reader = BlockReader(try Block(bytes))
            #expect(sameBits(try reader.values(at: 0), values))
        }
    }

    @Test func lastingBlocksAreSmallerAndReadAlike() throws {
        let times: [Int64] = (1...240).map { $0 * 15_000 }
        var series: [SeriesColumns] = []
        for id in 0..<200 {
            let values: [Double] = times.indices.map { Double((id * 7 + $0 * $0) % 23) }
            series.append(SeriesColumns(id: UInt32(id), times: times, values: [values]))
        }
        let brief = try #require(try BlockBuilder.blocks(series, columns: 1).first)
        let lasting = try #require(try BlockBuilder.blocks(series, columns: 1, effort: .lasting).first)
        #expect(lasting.count < brief.count)
        var (one, other) = (BlockReader(try Block(brief)), BlockReader(try Block(lasting)))
        for index in series.indices { #expect(sameBits(try one.values(at: index), try other.values(at: index))) }
    }
}

/// Columns of roll-ups that are written by what others suggest for them come back bit for bit.
@Suite struct RollupSuggestionTests {
    static func rollUps(_ kind: SeriesKind, seed: UInt64) throws -> SeriesColumns {
        var random = SplitMix64(seed: seed)
        let times = (1...2_000).map { Int64($0) * 15_000 }
        let samples = SeriesColumns(id: 1, times: times, values: [kind.values(2_000, &random)])
        return try #require(Rollup.of(samples, into: .fiveMinutes, previous: nil))
    }

    @Test(arguments: SeriesKind.allCases) func everyKindComesBack(_ kind: SeriesKind) throws {
        guard let series = try? Self.rollUps(kind, seed: 5) else { return }
        let block = try Block(try onlyBlock([series], columns: RollupColumn.allCases.count))
        for column in RollupColumn.allCases {
            // Each by itself, as queries read them.
            var reader = BlockReader(block)
            let values = try reader.values(at: 0, column: column.rawValue)
            #expect(sameBits(values, series.values[column.rawValue]), "\(column)")
        }
    }

    @Test func suggestionsAreMadeUseOf() throws {
        let counter = try Self.rollUps(.counter, seed: 6)
        let codings = try Block(try onlyBlock([counter], columns: RollupColumn.allCases.count)).valueColumns.map(
            \.coding)
        #expect(codings[RollupColumn.minimum.rawValue] == .suggested)
        #expect(codings[RollupColumn.sum.rawValue] == .suggested)
        #expect(codings[RollupColumn.maximum.rawValue] == .copy)
        #expect(codings[RollupColumn.increase.rawValue] == .growth)
    }

    /// A ring of columns is damage, not a recursion without end.
    @Test func columnsThatFollowFromEachOtherAreDamage() throws {
        let series = SeriesColumns(id: 1, times: [1, 2, 3], values: [[1, 2, 4], [1, 2, 4]])
        let block = try Block(try onlyBlock([series], columns: 2))
        #expect(block.valueColumns.map(\.coding)[1] == .copy)
        var bytes = block.bytes
        // The directory and the frame are stored as they are where they are short, so the number of the original is there.
        guard let place = bytes.lastIndex(of: 0) else { return }
        bytes[place] = 1
        let checksum = BlockFormat.checksum(of: bytes)
        for index in 0..<4 {
            bytes[BlockFormat.checksumOffset + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
        }
        #expect(throws: BlockError.self) {
            var reader = BlockReader(try Block(bytes))
            _ = try reader.values(at: 0, column: 1)
        }
    }
}
