import Support
import Testing

@testable import TimeSeries

/// Rows survive the journal, and bytes that are no record are an error.
@Suite struct JournalRecordTests {
    static func rows(_ count: Int, _ random: inout SplitMix64) -> [SampleRow] {
        (0..<count).map { index in
            let ids = (0..<UInt32(1 + random.next() % 20)).map { $0 * 3 + UInt32(index % 2) }
            let values = ids.map { _ in Double(bitPattern: random.next()) }
            return SampleRow(time: Int64(random.next() % 1_000_000_000), ids: ids, values: values)
        }
    }

    @Test func rowsSurvive() throws {
        var random = SplitMix64(seed: 1)
        for count in [0, 1, 2, 100] {
            let rows = Self.rows(count, &random)
            #expect(try JournalRecord.decode(JournalRecord.encode(rows[...])) == rows)
        }
    }

    @Test func idsAreBounded() throws {
        let record = try JournalRecord.encode([SampleRow(time: 1, ids: [7], values: [1])][...])
        #expect(try JournalRecord.decode(record, highestID: 7).count == 1)
        #expect(throws: BlockError.self) { try JournalRecord.decode(record, highestID: 6) }
    }

    @Test func mutationsAreErrorsAndNeverCrash() throws {
        var random = SplitMix64(seed: 2)
        let record = try JournalRecord.encode(Self.rows(20, &random)[...])
        for _ in 0..<2_000 {
            var damaged = record
            let place = Int(random.next() % UInt64(damaged.count))
            damaged[place] ^= UInt8(truncatingIfNeeded: 1 + random.next() % 255)
            #expect(throws: BlockError.self) { try JournalRecord.decode(damaged) }
            // With the checksum put right, whatever lies behind it is reached.
            let checksum = Checksum.castagnoli.of(damaged, JournalRecord.headerBytes..<damaged.count)
            for index in 0..<4 { damaged[5 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index)) }
            _ = try? JournalRecord.decode(damaged)
        }
    }

    @Test func rowsAreSplitAtTheBounds() {
        let rows = (0..<Limits.journalRows + 1).map { SampleRow(time: Int64($0), ids: [1], values: [1]) }
        #expect(JournalRecord.split(rows).map(\.count) == [Limits.journalRows, 1])
        #expect(JournalRecord.split([]).isEmpty)
    }
}
