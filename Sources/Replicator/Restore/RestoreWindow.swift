internal import Replication

/// A chunk that was opened.
struct OpenedChunk: Sendable {
    let pages: PageChunk
    let hashes: [HashedPage]
}

/// A request that was answered, and whose chunks were opened.
struct OpenedFetch: Sendable {
    let fetch: RestoreFetch
    let chunks: [OpenedChunk]
}

/// What is read ahead: it bounds memory, and keeps an object from being written before those that are newer.
struct RestoreWindow: Sendable {
    /// Requests by rank that are not written yet.
    private var unwritten: [Int: Int] = [:]
    private var waiting: [OpenedFetch] = []
    private var reading = 0
    private var bytes = 0

    /// Whether another request may begin.
    var hasRoom: Bool {
        reading < Limits.restoreReadsAtOnce && reading + waiting.count < Limits.restoreReadsAhead
            && bytes < Limits.restoreBytesAhead
    }

    mutating func begin(_ fetch: RestoreFetch) {
        unwritten[fetch.source.rank, default: 0] += 1
        reading += 1
        bytes += fetch.cost
    }

    mutating func arrive(_ opened: OpenedFetch) {
        reading -= 1
        waiting.append(opened)
    }

    /// Something that may be written now: nothing of a newer object is still on its way.
    mutating func takeReady() -> OpenedFetch? {
        guard let newest = unwritten.keys.min(),
            let place = waiting.firstIndex(where: { $0.fetch.source.rank == newest })
        else { return nil }
        return waiting.remove(at: place)
    }

    mutating func end(_ fetch: RestoreFetch) {
        bytes -= fetch.cost
        let left = (unwritten[fetch.source.rank] ?? 0) - 1
        unwritten[fetch.source.rank] = left > 0 ? left : nil
    }
}
