/// Which objects become one.
public struct Compaction: Sendable, Hashable {
    /// A segment or run that may be merged.
    public struct Item: Sendable, Hashable {
        /// What it stands for.
        public var sequences: ClosedRange<UInt64>
        /// When the last of it was written, in milliseconds since 1970.
        public var timestamp: Int64

        /// An object of a level.
        public init(sequences: ClosedRange<UInt64>, timestamp: Int64) {
            self.sequences = sequences
            self.timestamp = timestamp
        }
    }

    /// The level of the result, from 1 on.
    public let level: UInt8
    /// What the result stands for.
    public let sequences: ClosedRange<UInt64>

    /// The first stretch of `items`, all of the level below `level` and of one timeline in order, that is ready to become
    /// one object; nil when there is none.
    ///
    /// A stretch lies in one span of ``Limits/levelMilliseconds``, which has ended: an item behind it proves that, and not
    /// the clock. It has no gap, and no snapshot's state lies within it, because nothing could go on from there.
    public static func next(
        _ items: [Item], level: UInt8, snapshots: Set<UInt64>, limits: Limits = .standard
    ) -> Compaction? {
        guard level > 0, level <= limits.levelMilliseconds.count else { return nil }
        let span = limits.levelMilliseconds[Int(level) - 1]
        var start = 0
        for index in items.indices {
            let isLast = index == items.count - 1
            let ends =
                isLast || window(items[index + 1], span) != window(items[index], span)
                || items[index + 1].sequences.lowerBound != items[index].sequences.upperBound + 1
                || snapshots.contains(items[index].sequences.upperBound)
                || index - start + 1 == limits.objectsPerCompaction
            guard ends else { continue }
            if index > start, !isLast {
                return Compaction(
                    level: level, sequences: items[start].sequences.lowerBound...items[index].sequences.upperBound)
            }
            start = index + 1
        }
        return nil
    }

    private static func window(_ item: Item, _ span: Int64) -> Int64 {
        item.timestamp >= 0 ? item.timestamp / span : (item.timestamp + 1) / span - 1
    }
}

extension ObjectHeader {
    /// The header of the run that objects become, oldest first; its counts of pages and chunks are still to be set.
    ///
    /// It throws ``RestoreError`` when they do not follow each other.
    public static func run(
        of parts: [ObjectHeader], level: UInt8, writer: Word128, salt: Digest
    ) throws(RestoreError) -> ObjectHeader {
        guard let first = parts.first, let last = parts.last else {
            throw .foreignObject(reason: "there is none to compact")
        }
        try Chain.verify(parts)
        var header = last
        header.kind = .run
        header.level = level
        header.firstSequence = first.firstSequence
        header.hashBefore = first.hashBefore
        header.previous = first.previous
        header.standsFor = last.chainIdentity
        header.writer = writer
        header.salt = salt
        return header
    }
}
