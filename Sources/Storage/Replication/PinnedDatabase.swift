internal import GRDB
internal import ObjectStore
public import Replication

/// One state of a database, held by a read transaction while writing goes on.
///
/// A page is read from the log if it is there, otherwise from the file: the transaction keeps both from being
/// overwritten. The log grows for as long as this lives.
public final class PinnedDatabase: Sendable {
    /// The commit whose state it is.
    public let position: LogPosition
    /// The size of its pages.
    public let pageSize: PageSize
    /// How many there are.
    public let databasePages: UInt32

    /// Where the log ended when its capture began.
    let found: LogPosition?
    let path: String
    let queue: BlockingQueue
    let log: LogReader
    /// All of the log up to ``position``; nil when the file has all of it.
    let stretch: LogStretch?
    private let snapshot: DatabaseSnapshot

    private init(
        position: LogPosition, pageSize: PageSize, databasePages: UInt32, snapshot: DatabaseSnapshot,
        found: LogPosition?, path: String, log: LogReader, stretch: LogStretch?, queue: BlockingQueue
    ) {
        self.found = found
        self.position = position
        self.pageSize = pageSize
        self.databasePages = databasePages
        self.snapshot = snapshot
        self.path = path
        self.log = log
        self.stretch = stretch
        self.queue = queue
    }

    static func make(of capture: DatabaseCapture, on queue: BlockingQueue) async throws -> PinnedDatabase {
        let source = capture.source
        // The transaction begins on the writer's queue, so that no commit comes between its state and the position.
        let (position, isInFile, snapshot) = try await source.onReplicaWriter { database in
            try capture.noticeOthers(database)
            guard let position = source.ledger.published else { throw StorageError.closed(path: source.path) }
            return (position, source.ledger.emptied == position, try source.pool.makeSnapshot())
        }
        return try await queue.run {
            let log = source.log
            let stretch = isInFile ? nil : try log.stretch(after: nil, to: position)
            let (bytes, pages) = try snapshot.read { database in
                (
                    try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0,
                    try UInt32.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                )
            }
            guard let pageSize = PageSize(bytes: bytes) else {
                throw StorageError.damaged(path: source.path, reason: "its pages would have \(bytes) bytes")
            }
            guard stretch == nil || stretch?.databasePages == pages else {
                throw CaptureError.otherState(path: source.path)
            }
            return PinnedDatabase(
                position: position, pageSize: pageSize, databasePages: pages, snapshot: snapshot,
                found: capture.found, path: source.path, log: log, stretch: stretch, queue: queue)
        }
    }

    /// Lets go of the state.
    public func close() async throws {
        try await queue.run { [snapshot] in try snapshot.close() }
    }

    /// Hands the pages of a range to `body`, some at a time: those of `stretch` from the log, the others from the file.
    func chunks(
        _ pages: ClosedRange<UInt32>, of databasePages: UInt32, over stretch: LogStretch?,
        limits: Replication.Limits, _ body: (PageChunk) throws -> Void
    ) throws {
        let most = UInt32(PageChunk.capacity(pageSize: pageSize, limits: limits))
        for first in stride(from: Int(pages.lowerBound), through: Int(pages.upperBound), by: Int(most)) {
            let range = UInt32(first)...min(pages.upperBound, UInt32(first) + (most - 1))
            let chunk = try read(range, of: databasePages, over: stretch)
            if !chunk.pages.isEmpty { try body(chunk) }
        }
    }

    private func read(
        _ pages: ClosedRange<UInt32>, of databasePages: UInt32, over stretch: LogStretch?
    ) throws -> PageChunk {
        let offset = (Int(pages.lowerBound) - 1) * pageSize.bytes
        let bytes = try snapshot.read { database in
            try SystemCalls.readDatabaseFile(of: database, offset: offset, count: pages.count * pageSize.bytes).get()
        }
        func chunk(_ descriptor: Int32?) throws -> PageChunk {
            var chunk = PageChunk(pageSize: pageSize)
            for page in pages where pageSize.isContent(page, of: databasePages) {
                if let descriptor, let stretch, let frame = stretch.fold.frames[page] {
                    try chunk.append(page: page, image: log.image(descriptor, stretch.header, frame: frame)[...])
                } else {
                    let start = Int(page - pages.lowerBound) * pageSize.bytes
                    try chunk.append(page: page, image: bytes[start..<start + pageSize.bytes])
                }
            }
            return chunk
        }
        return stretch == nil ? try chunk(nil) : try log.withFile { try chunk($0) }
    }
}
