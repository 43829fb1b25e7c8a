/// The timestamps that series share: milliseconds since 1970, each later than the one before.
///
/// The first one, then the first difference, then how each difference differs from the one before: near zero for a
/// scrape that keeps its interval.
enum TimeColumn {
    static func append(_ times: [Int64], to writer: inout ByteWriter) {
        writer.append(variable: times.count)
        guard let first = times.first else { return }
        writer.append(signed: first)
        var changes: [UInt64] = []
        changes.reserveCapacity(times.count - 1)
        var (before, difference) = (first, Int64(0))
        for time in times.dropFirst() {
            let next = time &- before
            changes.append(ZigZag.encode(next &- difference))
            (before, difference) = (time, next)
        }
        IntegerColumn.append(changes, to: &writer)
    }

    static func read(from reader: inout ByteReader) throws(BlockError) -> [Int64] {
        let count = try reader.count("samples of a series", atMost: Limits.columnSamples)
        guard count > 0 else { throw .malformed("a column of timestamps is empty") }
        var time = try reader.signed()
        var difference: Int64 = 0
        let changes = try IntegerColumn.read(count - 1, from: &reader)
        var times = [time]
        times.reserveCapacity(count)
        for change in changes {
            difference = difference &+ ZigZag.decode(change)
            let (next, overflow) = time.addingReportingOverflow(difference)
            guard difference > 0, !overflow else { throw .malformed("timestamps do not ascend") }
            time = next
            times.append(time)
        }
        return times
    }
}
