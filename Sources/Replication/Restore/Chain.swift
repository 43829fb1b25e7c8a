/// Checks that objects follow each other without a gap, by their authenticated headers alone.
public enum Chain {
    /// Checks one snapshot and what follows it, oldest first, and answers the header whose state they end in.
    ///
    /// A snapshot of several parts comes with the header of each. It throws ``RestoreError``.
    public static func verify(
        snapshot parts: [ObjectHeader], changes: [ObjectHeader]
    ) throws(RestoreError) -> ObjectHeader {
        guard let snapshot = parts.first, parts.count == snapshot.parts else {
            throw .foreignObject(reason: "the snapshot has not all its parts")
        }
        for (number, part) in parts.enumerated() {
            guard part.kind == .snapshot, part.part == number, part.parts == snapshot.parts,
                part.lastSequence == snapshot.lastSequence, part.hashAfter == snapshot.hashAfter,
                part.databasePages == snapshot.databasePages, part.standsForSameState(as: snapshot)
            else { throw .foreignObject(reason: "a part of the snapshot is of another one") }
        }
        var last = snapshot
        // A snapshot names the identity of the segment whose state it has, as if it were that segment.
        var identity = snapshot.previous
        for change in changes {
            try follow(last, change, identity)
            identity = change.chainIdentity
            last = change
        }
        return last
    }

    /// Checks that changes without a snapshot before them follow each other, oldest first.
    public static func verify(_ changes: [ObjectHeader]) throws(RestoreError) {
        for (last, next) in zip(changes, changes.dropFirst()) { try follow(last, next, last.chainIdentity) }
    }

    private static func follow(
        _ last: ObjectHeader, _ next: ObjectHeader, _ identity: Digest
    ) throws(RestoreError) {
        let sequence = next.firstSequence
        guard next.kind == .segment || next.kind == .run || next.kind == .epoch, next.database == last.database else {
            throw .foreignObject(reason: "an object of another database or kind stands at sequence \(sequence)")
        }
        guard sequence == last.lastSequence + 1 else {
            throw .brokenChain(sequence: last.lastSequence + 1, reason: "there is nothing")
        }
        guard next.hashBefore == last.hashAfter else {
            throw .brokenChain(sequence: sequence, reason: "it changes another state of the database")
        }
        guard next.previous == identity else {
            throw .brokenChain(sequence: sequence, reason: "it follows another object")
        }
        guard next.pageSize == last.pageSize else {
            throw .brokenChain(sequence: sequence, reason: "its pages have another size")
        }
        guard next.timestamp >= last.timestamp, next.timeline >= last.timeline else {
            throw .brokenChain(sequence: sequence, reason: "it is older than what it follows")
        }
    }
}

extension ObjectHeader {
    func standsForSameState(as other: ObjectHeader) -> Bool {
        database == other.database && timeline == other.timeline && pageSize == other.pageSize
            && previous == other.previous
    }
}
