internal import ObjectStore
public import Replication

extension PinnedDatabase {
    /// How many parts a snapshot has.
    public func parts(limits: Replication.Limits = .standard) -> UInt32 {
        let perPart = pagesPerPart(limits)
        return max(1, (databasePages + (perPart - 1)) / perPart)
    }

    /// Seals one part of a snapshot and hands its bytes to `append`.
    ///
    /// The chain has to end in exactly this state. It throws ``CaptureError/otherState(path:)`` when that cannot be.
    public func seal(
        part: UInt32, _ draft: SegmentDraft, append: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> ObjectHeader {
        try await queue.run { [self] in
            let end = draft.end
            guard end.databasePages == databasePages, part < parts(limits: draft.limits) else {
                throw CaptureError.otherState(path: path)
            }
            var header = ObjectHeader(
                kind: .snapshot, keyIdentity: draft.key.identity, database: draft.database, timeline: end.timeline,
                sequences: end.sequence...end.sequence, pageSize: pageSize, databasePages: databasePages,
                hashBefore: end.hash, hashAfter: end.hash, previous: end.identity, timestamp: end.timestamp,
                writer: draft.writer, salt: draft.salt)
            header.part = part
            header.parts = parts(limits: draft.limits)
            header.logPosition = position
            let perPart = pagesPerPart(draft.limits)
            let first = part * perPart + 1
            let last = min(databasePages, first + (perPart - 1))
            return try seal(header, last < first ? nil : first...last, draft, append: append) { _ in true }
        }
    }

    /// Seals as the next segment all that makes this state out of the one that the chain ends in, and hands its bytes to `append`.
    ///
    /// `hashes` are those of this state. `known` are the hashes at the end of the chain; without them every page is taken.
    public func sealDifference(
        from known: PageHashes?, hashes: PageHashes, _ draft: SegmentDraft,
        append: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> ObjectHeader {
        try await queue.run { [self] in
            guard hashes.databasePages == databasePages, known == nil || known?.databaseHash == draft.end.hash else {
                throw CaptureError.otherState(path: path)
            }
            var header = draft.end.next(
                .segment, of: draft.database, key: draft.key, pageSize: pageSize, databasePages: databasePages,
                hash: hashes.databaseHash, now: draft.now, writer: draft.writer, salt: draft.salt)
            header.logPosition = position
            let pages = Set(hashes.difference(from: known ?? PageHashes(pageSize: pageSize)))
            let all = databasePages > 0 ? 1...databasePages : nil
            return try seal(header, all, draft, append: append) { pages.contains($0) }
        }
    }

    private func pagesPerPart(_ limits: Replication.Limits) -> UInt32 {
        UInt32(clamping: max(1, limits.snapshotPartBytes / pageSize.bytes))
    }

    private func seal(
        _ header: ObjectHeader, _ pages: ClosedRange<UInt32>?, _ draft: SegmentDraft,
        append: ([UInt8]) throws -> Void, where isWanted: (UInt32) -> Bool
    ) throws -> ObjectHeader {
        let count = pages.map { pages in
            pages.count { pageSize.isContent($0, of: databasePages) && isWanted($0) }
        }
        var object = try ObjectWriter(
            header: header, pages: count ?? 0, key: draft.key, limits: draft.limits, append: append)
        if let pages {
            try chunks(pages, of: databasePages, over: stretch, limits: draft.limits) { chunk in
                for (index, page) in chunk.pages.enumerated() where isWanted(page) {
                    try object.add(page: page, image: chunk.image(at: index), append: append)
                }
            }
        }
        try object.finish(append: append)
        return object.header
    }
}
