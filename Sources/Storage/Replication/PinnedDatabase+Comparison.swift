internal import ObjectStore
public import Replication

/// The local database beside the last object of its replica.
public struct ReplicaComparison: Sendable {
    /// What ``Reconciliation`` judges.
    public let local: LocalState
    /// The hashes of the pages as they are.
    public let hashes: PageHashes
    /// The hashes of the pages as the replica has them, if the disk still has that state.
    public let replicaHashes: PageHashes?
    /// Where in the log the replica ends; nil at its beginning.
    public let cursor: WALCursor?
}

extension PinnedDatabase {
    /// The hash of every page.
    public func hashes(_ hasher: PageHasher, limits: Replication.Limits = .standard) async throws -> PageHashes {
        try await queue.run { [self] in try hash(databasePages, over: stretch, hasher, limits) }
    }

    /// Compares this state with the last object of the replica, `lastPoint` being what the directory noted.
    ///
    /// It reads the database up to three times: as it is, as it was where the replica ends, and without its log.
    public func compare(
        with replica: ObjectHeader?, lastPoint: ReplicaPoint?, hasher: PageHasher,
        limits: Replication.Limits = .standard
    ) async throws -> ReplicaComparison {
        try await queue.run { [self] in
            let hashes = try hash(databasePages, over: stretch, hasher, limits)
            var atPosition: (PageHashes, WALCursor)?
            var ofFile: PageHashes?
            if let replica, replica.pageSize == pageSize {
                atPosition = try state(at: replica, hasher, limits)
                if atPosition == nil { ofFile = try hash(replica.databasePages, over: nil, hasher, limits) }
            }
            let isAtFile = ofFile?.databaseHash == replica?.hashAfter
            return ReplicaComparison(
                local: LocalState(
                    hash: hashes.databaseHash, salts: position.salts, frames: position.frame, found: found,
                    hashAtReplicaPosition: atPosition?.0.databaseHash, hashOfFile: ofFile?.databaseHash ?? 0,
                    rememberedHash: nil, lastPoint: lastPoint),
                hashes: hashes, replicaHashes: atPosition?.0 ?? (isAtFile ? ofFile : nil), cursor: atPosition?.1)
        }
    }

    private func state(
        at replica: ObjectHeader, _ hasher: PageHasher, _ limits: Replication.Limits
    ) throws -> (PageHashes, WALCursor)? {
        let end = replica.logPosition
        guard let stretch, end.salts == stretch.header.salts, end.frame <= position.frame else { return nil }
        let earlier = try log.stretch(after: nil, to: end)
        return (try hash(replica.databasePages, over: earlier, hasher, limits), earlier.cursor)
    }

    private func hash(
        _ databasePages: UInt32, over stretch: LogStretch?, _ hasher: PageHasher, _ limits: Replication.Limits
    ) throws -> PageHashes {
        var hashes = PageHashes(pageSize: pageSize)
        guard databasePages > 0 else { return hashes }
        var pages: [HashedPage] = []
        try chunks(1...databasePages, of: databasePages, over: stretch, limits: limits) {
            pages += hasher.hashes(of: $0)
        }
        try hashes.apply(pages, databasePages: databasePages, limits: limits)
        return hashes
    }
}
