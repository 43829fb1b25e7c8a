internal import Replication

/// Consecutive chunks of one object that are read with one request.
struct RestoreFetch: Sendable {
    /// Counts requests.
    let number: Int
    /// The object.
    let source: RestoreSource
    /// Its chunks.
    let chunks: Range<Int>
    /// Bytes of them before compression.
    let plainBytes: Int

    /// Where the chunks are in the object.
    var range: Range<Int> {
        let ranges = source.object.index.ranges
        return ranges[chunks.lowerBound].lowerBound..<ranges[chunks.upperBound - 1].upperBound
    }

    /// Bytes of memory that it takes until it is written.
    var cost: Int { plainBytes + range.count }
}

/// The requests of a restore, one after the other: newest object first, chunks that nobody needs left out.
struct RestoreSchedule: Sendable {
    private let sources: [RestoreSource]
    private var source = 0
    private var chunk = 0
    private var number = 0

    init(_ sources: [RestoreSource]) { self.sources = sources }

    /// The next request, for chunks that are wanted as things are now; nil when there are no more.
    mutating func next(isWanted: (ChunkEntry) -> Bool) -> RestoreFetch? {
        while source < sources.count {
            let entries = sources[source].object.index.entries
            while chunk < entries.count, !isWanted(entries[chunk]) { chunk += 1 }
            guard chunk < entries.count else {
                source += 1
                chunk = 0
                continue
            }
            let first = chunk
            var bytes = 0
            repeat {
                bytes += Int(entries[chunk].plainBytes)
                chunk += 1
            } while chunk < entries.count && bytes + Int(entries[chunk].plainBytes) <= Limits.restoreRangeBytes
                && isWanted(entries[chunk])
            number += 1
            return RestoreFetch(
                number: number, source: sources[source], chunks: first..<chunk, plainBytes: bytes)
        }
        return nil
    }
}
