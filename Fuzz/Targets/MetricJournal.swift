@testable import TimeSeries

/// Reads any bytes as a record of the journal, and as the rows inside of one; what is read must be written the same again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMetricJournal(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    readRecord(bytes)
    if let frame = try? Frame.compress(bytes) {
        var writer = ByteWriter()
        writer.append(variable: bytes.count)
        readRecord(JournalRecord.magic + [1, 0, 0, 0, 0] + writer.bytes + frame)
    }
    if let labels = try? StoredLabels.decode(bytes) {
        precondition((try? StoredLabels.decode(StoredLabels.encode(labels))) == labels)
    }
    return 0
}

private func readRecord(_ bytes: [UInt8]) {
    guard bytes.count > JournalRecord.headerBytes else { return }
    var bytes = bytes
    let checksum = Checksum.castagnoli.of(bytes, JournalRecord.headerBytes..<bytes.count)
    for index in 0..<4 { bytes[5 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index)) }
    for highest in [1_000, UInt32.max] {
        guard let rows = try? JournalRecord.decode(bytes, highestID: highest) else { continue }
        for row in rows {
            precondition(row.ids.count == row.values.count && row.ids.allSatisfy { $0 <= highest })
            precondition(zip(row.ids, row.ids.dropFirst()).allSatisfy { $0 < $1 })
        }
        guard let again = try? JournalRecord.encode(rows[...]) else { continue }
        precondition((try? JournalRecord.decode(again)) == rows)
        precondition(JournalRecord.split(rows).flatMap { $0 } == rows)
    }
}
