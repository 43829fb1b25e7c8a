internal import Replication

/// Where a standby is in the chain, with the hash of each of its pages.
struct StandbyState: Sendable {
    private(set) var end: ChainEnd
    private(set) var hashes: PageHashes

    /// The state of an authenticated header, whose pages have these hashes.
    ///
    /// It throws `RestoreError` where they do not agree.
    init(_ header: ObjectHeader, hashes: PageHashes) throws(RestoreError) {
        guard hashes.databaseHash == header.hashAfter, hashes.databasePages == header.databasePages else {
            throw .otherDatabase
        }
        end = ChainEnd(continuing: header)
        self.hashes = hashes
    }

    /// The state.
    var point: ReplicaPoint { ReplicaPoint(timeline: end.timeline, sequence: end.sequence) }

    /// Makes the change of an object, unless it does not follow or leads to another database than it says.
    ///
    /// It throws `RestoreError` and `PageHashError`, and is as before then.
    mutating func apply(_ header: ObjectHeader, pages: [HashedPage], limits: Replication.Limits) throws {
        try check(header)
        var changed = hashes
        try changed.apply(pages, databasePages: header.databasePages, limits: limits)
        guard changed.databaseHash == header.hashAfter else { throw RestoreError.otherDatabase }
        hashes = changed
        end = ChainEnd(after: header)
    }

    /// Goes on in a timeline that grew out of this state.
    mutating func enter(timeline: UInt32) { end.timeline = timeline }

    private func check(_ header: ObjectHeader) throws(RestoreError) {
        let sequence = header.firstSequence
        guard header.kind == .segment || header.kind == .run || header.kind == .epoch else {
            throw .foreignObject(reason: "an object of another kind stands at sequence \(sequence)")
        }
        guard sequence == end.sequence + 1, header.timeline == end.timeline else {
            throw .brokenChain(sequence: end.sequence + 1, reason: "there is nothing")
        }
        guard header.hashBefore == end.hash else {
            throw .brokenChain(sequence: sequence, reason: "it changes another state of the database")
        }
        guard header.previous == end.identity else {
            throw .brokenChain(sequence: sequence, reason: "it follows another object")
        }
        guard header.pageSize == hashes.pageSize else {
            throw .brokenChain(sequence: sequence, reason: "its pages have another size")
        }
        guard header.timestamp >= end.timestamp else {
            throw .brokenChain(sequence: sequence, reason: "it is older than what it follows")
        }
    }
}
