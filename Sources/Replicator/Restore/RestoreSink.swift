internal import Replication
internal import Storage
internal import Synchronization

/// Where opened chunks go: the pages that no newer object had are written, in as few pieces as possible.
final class RestoreSink: Sendable {
    private let file: RestoreFile
    private let assembly: Mutex<RestoreAssembly>
    private let target: ObjectHeader

    init(target: ObjectHeader, file: RestoreFile) {
        self.file = file
        self.target = target
        assembly = Mutex(RestoreAssembly(target: target))
    }

    /// Pages that have content, in all.
    var pagesInAll: Int { Int(target.pageSize.contentPages(of: target.databasePages)) }

    /// Pages that were written.
    var pages: Int { assembly.withLock { pagesInAll - $0.remainingPages } }

    /// Whether a chunk may have a page that was not written yet.
    func isWanted(_ entry: ChunkEntry) -> Bool {
        guard entry.firstPage > 0, entry.firstPage <= entry.lastPage else { return false }
        let pages = entry.firstPage...entry.lastPage
        return assembly.withLock { assembly in
            guard pages.count <= Limits.restoreSkipPages else { return assembly.remainingPages > 0 }
            return pages.contains { $0 != target.pageSize.lockPage && !assembly.isWritten($0) }
        }
    }

    /// Writes what is new in chunks of one object.
    ///
    /// It blocks.
    func add(_ chunks: [OpenedChunk]) throws {
        try assembly.withLock { assembly in
            for chunk in chunks {
                var first: UInt32 = 0
                var bytes = 0..<0
                // Pages behind one another lie behind one another in the chunk, too, and go out together.
                try assembly.add(chunk.pages, hashes: chunk.hashes) { page, image in
                    let next = Int(first) + bytes.count / target.pageSize.bytes
                    if !bytes.isEmpty, Int(page) == next, image.startIndex == bytes.upperBound {
                        bytes = bytes.lowerBound..<image.endIndex
                        return
                    }
                    if !bytes.isEmpty { try file.write(page: first, image: chunk.pages.images[bytes]) }
                    first = page
                    bytes = image.startIndex..<image.endIndex
                }
                if !bytes.isEmpty { try file.write(page: first, image: chunk.pages.images[bytes]) }
            }
        }
    }

    /// Checks that the pages are the database, makes the file durable, lets SQLite check it, and names it.
    ///
    /// It blocks.
    func finish() throws {
        try assembly.withLock { try $0.finish() }
        try file.finish(databasePages: target.databasePages)
    }

    /// Takes the unfinished file away.
    ///
    /// It blocks.
    func discard() { file.discard() }
}
