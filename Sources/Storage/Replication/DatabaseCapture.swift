internal import GRDB
internal import ObjectStore
public import Replication
internal import Synchronization

/// Follows the changes of one database from commit to commit.
///
/// The write-ahead log is the queue: it is durable already, so nothing is written twice. SQLite tells of each commit, the
/// log is read exactly up to it, and is emptied only by ``checkpoint()``, on the writer, once everything in it is safe.
public final class DatabaseCapture: Sendable {
    /// Every commit as SQLite tells of it; one that is not taken in time gives way to the next.
    public let commits: AsyncStream<LogPosition>

    let source: any ReplicaSource
    private let state: Mutex<CaptureState>
    private let dataVersion = Mutex<Int64?>(nil)
    private let foundPosition = Mutex<LogPosition?>(nil)
    private let queue: BlockingQueue

    private init(source: any ReplicaSource, state: CaptureState, commits: AsyncStream<LogPosition>) {
        self.source = source
        self.state = Mutex(state)
        self.commits = commits
        queue = BlockingQueue(label: "geoclimate.storage.capture")
    }

    /// The path of the database file.
    public var path: String { source.path }

    /// The last commit, as SQLite told of it.
    public var published: LogPosition? { source.ledger.published }

    /// Where the log ended before this capture began; nil when it was empty.
    public var found: LogPosition? { foundPosition.withLock { $0 } }

    /// The last point of the replica that this directory noted.
    public var lastPoint: ReplicaPoint? { state.withLock { $0.lastPoint } }

    /// The writers that this directory has had, this one included.
    public var writers: Set<Word128> { Set(state.withLock { $0.writers }) }

    static func start(
        on source: some ReplicaSource, as database: DatabaseID, writer: Word128
    ) async throws -> DatabaseCapture {
        let queue = BlockingQueue(label: "geoclimate.storage.capture")
        let state = try await queue.run {
            var state =
                try CaptureState.load(for: source.path)
                ?? CaptureState(database: database, lastPoint: nil, writers: [])
            guard state.database == database else {
                throw CaptureError.state(
                    path: CaptureState.path(of: source.path), reason: "it is of the database \(state.database)")
            }
            state.writers = Array(([writer] + state.writers).prefix(CaptureState.writers))
            try state.store(for: source.path)
            return state
        }
        let (commits, listener) = AsyncStream.makeStream(of: LogPosition.self, bufferingPolicy: .bufferingNewest(1))
        let capture = DatabaseCapture(source: source, state: state, commits: commits)
        let began = source.ledger.capture(listener: listener) { [weak capture] point in
            capture?.remember(point) ?? false
        }
        guard began else { throw CaptureError.alreadyCaptured(path: source.path) }
        do {
            try await source.onReplicaWriter { database in
                // Before anything is committed here: what the disk lost must not look like what was written since.
                let found = source.log.lastCommit()
                capture.foundPosition.withLock { $0 = found }
                try Self.take(database, source.path, source.ledger)
                try capture.publishAnew(database)
            }
        } catch {
            source.ledger.release()
            throw error
        }
        return capture
    }

    /// Ends automatic checkpoints and listens to commits; in this order, because SQLite has one hook for both.
    private static func take(_ database: Database, _ path: String, _ ledger: LogLedger) throws {
        let kept = SystemCalls.keepLog(of: database)
        guard kept == 0 else { throw CaptureError.refused(path: path, setting: "NO_CKPT_ON_CLOSE", code: Int(kept)) }
        let observed = SystemCalls.observeLog(of: database, by: ledger)
        guard observed == 0 else {
            throw CaptureError.refused(path: path, setting: "the log's hook", code: Int(observed))
        }
    }

    /// Ends the capture; the log stays as it is, and nobody empties it until the next capture.
    public func stop() { source.ledger.release() }

    // MARK: - Commits of other processes

    /// Looks whether another process has written, of which the hook does not tell, and publishes it.
    ///
    /// To be called a few times a second.
    public func noticeOthers() async throws {
        try await source.onReplicaWriter { [self] in try noticeOthers($0) }
    }

    func noticeOthers(_ database: Database) throws {
        let version = try Int64.fetchOne(database, sql: "PRAGMA data_version")
        guard version != dataVersion.withLock({ $0 }) else { return }
        try publishAnew(database)
    }

    /// Commits something that changes nothing, because only a commit of this connection tells how long the log is.
    private func publishAnew(_ database: Database) throws {
        try database.inTransaction(.immediate) {
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            try database.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
        let version = try Int64.fetchOne(database, sql: "PRAGMA data_version")
        dataVersion.withLock { $0 = version }
    }

    // MARK: - Reading

    /// The changes behind `cursor` up to the last commit, or up to `position`; nil when there are none.
    ///
    /// Without a cursor it begins with the first frame of the log. It throws ``CaptureError``: then the cursor is worth
    /// nothing any more, and the database has to be compared with its replica.
    public func changes(after cursor: WALCursor?, to position: LogPosition? = nil) async throws -> LogStretch? {
        guard let published = position ?? source.ledger.published else { return nil }
        if let cursor, cursor.salts == published.salts, cursor.frames >= published.frame { return nil }
        var start = cursor
        if let cursor, cursor.salts != published.salts {
            // A log begins anew only when all of it was read, safe, and moved into the file.
            let read = LogPosition(salts: cursor.salts, frame: cursor.frames)
            guard source.ledger.emptied == read else {
                throw CaptureError.restarted(path: source.log.path, read: read, found: published)
            }
            start = nil
        }
        return try await queue.run { [source, start] in try source.log.stretch(after: start, to: published) }
    }

    /// Seals the changes of a stretch as the next segment and hands its bytes to `append`.
    ///
    /// `hashes` are those of the database before it.
    public func seal(
        _ stretch: LogStretch, _ segment: SegmentDraft, hashes: PageHashes,
        append: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> SealedSegment {
        try await queue.run { [source] in try segment.seal(stretch, from: source.log, hashes: hashes, append: append) }
    }

    // MARK: - Checkpoints

    /// Notes that everything up to a position is in the replica or in the spool, as `point`.
    public func secure(_ position: LogPosition, as point: ReplicaPoint) {
        source.ledger.secure(position, as: point)
    }

    /// Moves the log into the database file, if all of it is safe; false when something is not, or a reader is in the way.
    ///
    /// Before that it notes on the disk that the log may begin anew, and at which point of the replica.
    public func checkpoint() async throws -> Bool {
        try await source.onReplicaWriter { [self] database in
            try noticeOthers(database)
            guard source.ledger.permitsCheckpoint() else { return false }
            let (frames, moved) = try database.checkpoint(.passive)
            guard frames == moved else { return false }
            source.ledger.noteEmptied()
            return true
        }
    }

    private func remember(_ point: ReplicaPoint) -> Bool {
        state.withLock { state in
            guard state.lastPoint != point else { return true }
            var next = state
            next.lastPoint = point
            guard (try? next.store(for: source.path)) != nil else { return false }
            state = next
            return true
        }
    }

    /// Holds one state of the database for as long as the answer lives, while writing goes on.
    public func pin() async throws -> PinnedDatabase {
        try await PinnedDatabase.make(of: self, on: queue)
    }
}
