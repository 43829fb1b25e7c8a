internal import Replication

/// A segment or run that may become part of a run.
struct CompactionPiece: Sendable, Hashable {
    let key: ReplicaKey
    let level: UInt8
    let sequences: ClosedRange<UInt64>
    let timestamp: Int64
    let sizeBytes: Int

    var item: Compaction.Item { Compaction.Item(sequences: sequences, timestamp: timestamp) }
}

/// What one compaction merges.
struct CompactionChoice: Sendable, Hashable {
    let level: UInt8
    let pieces: [CompactionPiece]

    /// The first that is ready, of the lowest level; `pieces` are all segments and runs of a timeline, in any order.
    ///
    /// A level takes what no run of it or a higher one has passed: runs of the level below, and where there are none, because
    /// little was written, what is below them. It reads at most `bytes`.
    static func next(
        _ pieces: [CompactionPiece], snapshots: Set<UInt64>, limits: Replication.Limits, bytes: Int
    ) -> CompactionChoice? {
        guard !limits.levelMilliseconds.isEmpty else { return nil }
        for level in 1...UInt8(clamping: limits.levelMilliseconds.count) {
            var rest = row(pieces, below: level)[...]
            while let compaction = Compaction.next(rest.map(\.item), level: level, snapshots: snapshots, limits: limits)
            {
                guard let start = rest.firstIndex(where: { $0.sequences.lowerBound == compaction.sequences.lowerBound })
                else { break }
                let stretch = rest[start...].prefix { $0.sequences.upperBound <= compaction.sequences.upperBound }
                var total = 0
                let affordable = stretch.prefix { piece in
                    total += piece.sizeBytes
                    return total <= bytes
                }
                if affordable.count > 1 { return CompactionChoice(level: level, pieces: Array(affordable)) }
                // Too large to be merged with its neighbour, so it stays what it is.
                rest = rest[(start + 1)...]
            }
        }
        return nil
    }

    /// What a level may merge, in order and without overlaps, the longest first.
    private static func row(_ pieces: [CompactionPiece], below level: UInt8) -> [CompactionPiece] {
        let passed = pieces.filter { $0.level >= level }.map(\.sequences.upperBound).max() ?? 0
        var row: [CompactionPiece] = []
        let open = pieces.filter { $0.level < level && $0.sequences.lowerBound > passed }
            .sorted { ($0.sequences.lowerBound, $1.level) < ($1.sequences.lowerBound, $0.level) }
        for piece in open where piece.sequences.lowerBound > row.last?.sequences.upperBound ?? 0 { row.append(piece) }
        return row
    }
}
