internal import ObjectStore
internal import Replication
internal import Storage

/// A change that is authentic, with the hashes of its pages.
struct StandbyChange: Sendable {
    let object: RemoteObject
    private(set) var pages: [HashedPage]
    /// Its pages; nil where they are too many to be kept.
    private let chunks: [PageChunk]?

    /// Bytes of memory that its pages take; one that is too large to be kept counts as much as may be kept.
    var bytes: Int { chunks.map { $0.reduce(0) { $0 + $1.images.count } } ?? Limits.standbyChangeBytes }

    /// Reads a change, every byte of it.
    ///
    /// It throws `ObjectError` and `ObjectStoreError`.
    init(_ object: RemoteObject, in store: ReplicaStore, hasher: PageHasher, queue: BlockingQueue) async throws {
        let keeps = Int(object.header.pages) * object.header.pageSize.bytes <= Limits.standbyChangeBytes
        let read = try await ParallelReads.map(
            Array(object.index.entries.indices), atOnce: Limits.standbyChunksAtOnce
        ) { number in
            let chunk = try await store.chunk(number, of: object)
            let hashes = try await queue.run { hasher.hashes(of: chunk) }
            return (hashes, keeps ? chunk : nil)
        }
        self.object = object
        pages = read.flatMap(\.0)
        chunks = keeps ? read.compactMap(\.1) : nil
    }

    /// The same without the hashes, which nobody needs once they were applied.
    func withoutHashes() -> StandbyChange {
        var change = self
        change.pages = []
        return change
    }

    /// Writes the pages to a copy, which has as many pages then as the change says.
    ///
    /// It throws `StorageError`, and for pages that are read again what ``init(_:in:hasher:queue:)`` throws.
    func write(to copy: PlainPages, from store: ReplicaStore, queue: BlockingQueue) async throws {
        if let chunks {
            try await queue.run { for chunk in chunks { try Self.write(chunk, to: copy) } }
        } else {
            for number in object.index.entries.indices {
                try Task.checkCancellation()
                let chunk = try await store.chunk(number, of: object)
                try await queue.run { try Self.write(chunk, to: copy) }
            }
        }
        let pages = object.header.databasePages
        try await queue.run { try copy.resize(to: pages) }
    }

    /// Pages behind one another lie behind one another in the chunk, too, and go out together.
    private static func write(_ chunk: PageChunk, to copy: PlainPages) throws(StorageError) {
        let size = chunk.pageSize.bytes
        var first = 0
        for index in chunk.pages.indices {
            let next = index + 1
            if next < chunk.pages.count, chunk.pages[next] == chunk.pages[index] + 1 { continue }
            try copy.write(chunk.images[first * size..<next * size], from: chunk.pages[first])
            first = next
        }
    }
}
