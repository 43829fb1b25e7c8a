internal import ObjectStore
internal import Replication
internal import Storage

/// Makes the two copies anew: one by a restore, the other from it while its pages are hashed.
struct StandbyCopies: Sendable {
    let store: ReplicaStore
    let directory: StandbyDirectory
    let surroundings: ReplicatorSurroundings
    let queue: BlockingQueue

    /// Makes both, under names of their own, in the newest state.
    ///
    /// It throws what ``ReplicaRestore`` throws; nothing is left behind then.
    func make(progress: @escaping @Sendable (RestoreProgress) -> Void) async throws -> StandbyState {
        try await discard()
        do {
            let restore = ReplicaRestore(store: store, surroundings: surroundings)
            let planned = try await restore.plan(.newest)
            let path = directory.newPath(of: .first)
            _ = try await restore.run(planned, to: path, progress: progress)
            return try StandbyState(planned.target, hashes: try await copy(path, of: planned.target))
        } catch {
            // What cannot be removed is removed before the next attempt.
            try? await discard()
            throw error
        }
    }

    private func discard() async throws {
        try await queue.run { [directory] in
            for file in StandbyFile.allCases { try directory.discardNew(file) }
        }
    }

    /// Makes the second copy from the first, and answers the hashes of its pages.
    private func copy(_ path: String, of target: ObjectHeader) async throws -> PageHashes {
        let size = target.pageSize
        let (from, to) = try await queue.run { [directory] in
            (
                try PlainPages(path: path, pageSize: size),
                try PlainPages(path: directory.newPath(of: .second), pageSize: size, isNew: true)
            )
        }
        // Before anybody opens them as databases.
        defer {
            from.close()
            to.close()
        }
        let hasher = PageHasher(key: store.key, database: store.database)
        var pages: [HashedPage] = []
        let step = max(1, Limits.standbyCopyBytes / size.bytes)
        for start in stride(from: 1, through: Int(target.databasePages), by: step) {
            try Task.checkCancellation()
            let range = UInt32(start)...min(target.databasePages, UInt32(start + step - 1))
            pages += try await queue.run { try Self.copy(range, of: target, from, to, hasher) }
        }
        return try await queue.run { [pages, limits = store.limits] in
            try to.resize(to: target.databasePages)
            var hashes = PageHashes(pageSize: size)
            try hashes.apply(pages, databasePages: target.databasePages, limits: limits)
            return hashes
        }
    }

    private static func copy(
        _ range: ClosedRange<UInt32>, of target: ObjectHeader, _ from: PlainPages, _ to: PlainPages,
        _ hasher: PageHasher
    ) throws -> [HashedPage] {
        let size = target.pageSize
        let images = try from.read(range)
        guard images.count == range.count * size.bytes else { throw RestoreError.otherDatabase }
        try to.write(images[...], from: range.lowerBound)
        return range.filter { size.isContent($0, of: target.databasePages) }.map { page in
            let offset = Int(page - range.lowerBound) * size.bytes
            return HashedPage(page: page, hash: hasher.hash(page: page, image: images[offset..<offset + size.bytes]))
        }
    }
}
