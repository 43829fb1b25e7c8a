internal import Replication

/// A snapshot that is made of a restored file instead of the live database.
struct SnapshotOfCopy: Sendable {
    let path: String
    /// The header of the object in whose state the file is.
    let target: ObjectHeader
    let key: MasterKey
    let writer: Word128
    let limits: Replication.Limits

    /// The state that it has.
    var point: ReplicaPoint { ReplicaPoint(timeline: target.timeline, sequence: target.lastSequence) }

    /// How many parts it has.
    var parts: UInt32 { max(1, (target.databasePages + (pagesPerPart - 1)) / pagesPerPart) }

    /// The record of it.
    var record: SnapshotRecord { SnapshotRecord(point: point, parts: parts, timestamp: target.timestamp) }

    private var pagesPerPart: UInt32 {
        UInt32(clamping: max(1, limits.snapshotPartBytes / target.pageSize.bytes))
    }

    /// Seals one part, and answers the sum of the hashes of its pages as well: that of all parts must be the database's.
    ///
    /// It blocks, and throws ``UpkeepError`` and `ObjectError`.
    func seal(part: UInt32, salt: Replication.Digest) throws -> (bytes: [UInt8], hash: Word128) {
        let header = header(part: part, salt: salt)
        let first = part * pagesPerPart + 1
        let last = min(target.databasePages, first + (pagesPerPart - 1))
        let pages = first <= last ? Int(last - first + 1) : 0
        let hasLockPage = pages > 0 && (first...last).contains(target.pageSize.lockPage)
        let hasher = PageHasher(key: key, database: target.database)
        var bytes: [UInt8] = []
        var hash: Word128 = 0
        var object = try ObjectWriter(
            header: header, pages: pages - (hasLockPage ? 1 : 0), key: key, limits: limits
        ) { bytes += $0 }
        if pages > 0 {
            let copy = try CopiedPages(path: path, pageSize: target.pageSize, databasePages: target.databasePages)
            defer { copy.close() }
            let atOnce = PageChunk.capacity(pageSize: target.pageSize, limits: limits)
            try copy.chunks(first...last, atOnce: atOnce) { chunk in
                for hashed in hasher.hashes(of: chunk) { hash = hash &+ hashed.hash }
                for (index, page) in chunk.pages.enumerated() {
                    try object.add(page: page, image: chunk.image(at: index)) { bytes += $0 }
                }
            }
        }
        try object.finish { bytes += $0 }
        return (bytes, hash)
    }

    /// As the writer's own snapshots have it: it stands at the place of the object whose state it has.
    private func header(part: UInt32, salt: Replication.Digest) -> ObjectHeader {
        let end = ChainEnd(continuing: target)
        var header = ObjectHeader(
            kind: .snapshot, keyIdentity: key.identity, database: target.database, timeline: end.timeline,
            sequences: end.sequence...end.sequence, pageSize: target.pageSize, databasePages: target.databasePages,
            hashBefore: end.hash, hashAfter: end.hash, previous: end.identity, timestamp: end.timestamp,
            writer: writer, salt: salt)
        header.part = part
        header.parts = parts
        header.logPosition = target.logPosition
        return header
    }
}
