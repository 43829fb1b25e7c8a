/// Why a restored database is not the one that was asked for.
public enum RestoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Pages that nothing restored.
    case incomplete(missingPages: Int, first: UInt32)
    /// The pages are whole and yet another database than the replica's.
    case otherDatabase
    /// An object that does not belong to what is restored.
    case foreignObject(reason: String)
    /// Two objects do not follow each other.
    case brokenChain(sequence: UInt64, reason: String)

    /// The sentence for people: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .incomplete(let missing, let first):
            "\(missing) pages of the database were not in the replica, page \(first) first. Restore to another point."
        case .otherDatabase:
            "The restored pages are not the database that was replicated: its hash is another. Restore to another point."
        case .foreignObject(let reason):
            "An object does not belong to this restore: \(reason). Check what else writes to the store."
        case .brokenChain(let sequence, let reason):
            "The chain of changes breaks at sequence \(sequence): \(reason). Restore to a point before it."
        }
    }
}

/// Puts a database together, newest pages first, so that each page is written once.
///
/// Chunks of one object may come in any order, objects must come newest first. Opening chunks and hashing pages is left
/// to the caller, who may do so on several threads.
public struct RestoreAssembly: Sendable {
    /// The header of the newest object: its state is what is restored.
    public let target: ObjectHeader

    private var written: [UInt64]
    private var remaining: Int
    private var hash: Word128 = 0

    /// Begins a restore to the state of an authenticated header.
    public init(target: ObjectHeader) {
        self.target = target
        written = [UInt64](repeating: 0, count: Int(target.databasePages) / 64 + 1)
        remaining = Int(target.pageSize.contentPages(of: target.databasePages))
    }

    /// Pages that are still missing.
    public var remainingPages: Int { remaining }

    /// Whether a page was written already, so that an older image of it need not be read.
    public func isWritten(_ page: UInt32) -> Bool {
        guard page <= target.databasePages else { return true }
        return written[Int(page) / 64] & 1 << UInt64(page % 64) != 0
    }

    /// Writes those pages of a chunk that no newer object had; `hashes` are those of its pages, in their order.
    public mutating func add(
        _ chunk: PageChunk, hashes: [HashedPage], write: (UInt32, ArraySlice<UInt8>) throws -> Void
    ) throws {
        guard chunk.pageSize == target.pageSize, hashes.map(\.page) == chunk.pages else {
            throw RestoreError.foreignObject(reason: "its pages have another size")
        }
        for (index, page) in chunk.pages.enumerated() where !isWritten(page) {
            try write(page, chunk.image(at: index))
            written[Int(page) / 64] |= 1 << UInt64(page % 64)
            remaining -= 1
            hash = hash &+ hashes[index].hash
        }
    }

    /// Checks that every page is there and that they are the database of ``target``.
    public func finish() throws(RestoreError) {
        guard remaining == 0 else {
            let first = (1...max(1, target.databasePages))
                .first { $0 != target.pageSize.lockPage && !isWritten($0) }
            throw .incomplete(missingPages: remaining, first: first ?? 0)
        }
        guard hash == target.hashAfter else { throw .otherDatabase }
    }
}
