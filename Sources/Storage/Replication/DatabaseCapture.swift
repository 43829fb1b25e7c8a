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
    private let pageBytes = Mutex(0)

    private init(
        source: any ReplicaSource, writer: Word128, state: CaptureState, commits: AsyncStream<LogPosition>
    ) {
        self.writer = writer
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

    /// Whether the directory was restored or promoted, so that a new timeline begins at ``lastPoint``.
    public var beginsTimeline: Bool { state.withLock { $0.beginsTimeline } }

    private var frameBytes: Int { WALFrame.headerBytes + pageBytes.withLock { $0 } }

    /// Bytes of the log up to the last commit, that no checkpoint has moved into the file yet.
    public var logBytes: Int {
        guard let published, source.ledger.emptied != published else { return 0 }
        return Int(published.frame) * frameBytes
    }

    /// The random number of this process.
    public let writer: Word128

    /// The writers that this directory has had, this one included.
    public var writers: Set<Word128> { Set(state.withLock { $0.writers }) }

    /// Begins to capture a database; the appliance's own have ``ApplianceDatabase/capture(as:writer:)``.
    package static func start(
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
            state.isIdle = false
            state.writers = Array(([writer] + state.writers).prefix(CaptureState.writers))
            try state.store(for: source.path)
            return state
        }
        let (commits, listener) = AsyncStream.makeStream(of: LogPosition.self, bufferingPolicy: .bufferingNewest(1))
        let capture = DatabaseCapture(source: source, writer: writer, state: state, commits: commits)
        let began = source.ledger.capture(listener: listener) { [weak capture] point in
            capture?.remember(point) ?? false
        }
        guard began else { throw CaptureError.alreadyCaptured(path: source.path) }
        do {
            try await source.onReplicaWriter { database in
                // Before anything is committed here: what the disk lost must not look like what was written since.
                let found = source.log.lastCommit()
                capture.foundPosition.withLock { $0 = found }
                let bytes = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
                capture.pageBytes.withLock { $0 = bytes }
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
        guard let start = try beginning(after: cursor, to: position ?? source.ledger.published) else { return nil }
        return try await queue.run { [source] in try source.log.stretch(after: start.cursor, to: start.position) }
    }

    /// Where reading begins and ends; nil when there is nothing to read.
    private func beginning(
        after cursor: WALCursor?, to published: LogPosition?
    ) throws(CaptureError) -> (cursor: WALCursor?, position: LogPosition)? {
        guard let published else { return nil }
        if let cursor, cursor.salts == published.salts, cursor.frames >= published.frame { return nil }
        var start = cursor
        if let cursor, cursor.salts != published.salts {
            // A log begins anew only when all of it was read, safe, and moved into the file.
            let read = LogPosition(salts: cursor.salts, frame: cursor.frames)
            guard source.ledger.emptied == read else {
                throw .restarted(path: source.log.path, read: read, found: published)
            }
            start = nil
        }
        return (start, published)
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

    /// Seals what is behind `cursor` as the next segment, lets `keep` make it durable on this machine, and moves the log into
    /// the database file; nothing is committed meanwhile.
    ///
    /// Where nothing is behind `cursor`, nothing is sealed. Everything before `cursor` must have been told to
    /// ``secure(_:as:)``. It throws ``CaptureError`` and what `keep` throws, and then the log is as it was.
    public func drain(
        after cursor: WALCursor?, _ segment: SegmentDraft, hashes: PageHashes,
        keep: @escaping @Sendable (SealedSegment, [UInt8]) throws -> Void
    ) async throws -> Drain {
        try await source.onReplicaWriter { [self] database in
            try noticeOthers(database)
            var sealed: (segment: SealedSegment, cursor: WALCursor, position: LogPosition)?
            if let start = try beginning(after: cursor, to: source.ledger.published) {
                let stretch = try source.log.stretch(after: start.cursor, to: start.position)
                var bytes: [UInt8] = []
                let segment = try segment.seal(stretch, from: source.log, hashes: hashes) { bytes += $0 }
                try keep(segment, bytes)
                let header = segment.header
                secure(
                    stretch.position,
                    as: ReplicaPoint(timeline: header.timeline, sequence: header.lastSequence))
                sealed = (segment, stretch.cursor, stretch.position)
            }
            return Drain(
                isEmptied: try checkpoint(database), segment: sealed?.segment, cursor: sealed?.cursor,
                position: sealed?.position)
        }
    }

    /// Moves the log into the database file although its changes are nowhere else: from now on a snapshot is needed.
    ///
    /// `point` is the last that the replica has. False when a reader is in the way.
    public func discard(as point: ReplicaPoint) async throws -> Bool {
        try await source.onReplicaWriter { [self] database in
            try noticeOthers(database)
            if let published = source.ledger.published { secure(published, as: point) }
            return try checkpoint(database)
        }
    }

    private func checkpoint(_ database: Database) throws -> Bool {
        guard source.ledger.permitsCheckpoint() else { return false }
        let (frames, moved) = try database.checkpoint(.passive)
        guard frames == moved else { return false }
        source.ledger.noteEmptied()
        return true
    }

    /// Notes on the disk which point of the replica this directory has reached, after a timeline was begun.
    public func note(_ point: ReplicaPoint) async throws {
        let noted = await queue.result { [self] in remember(point, beginsTimeline: false) }
        guard noted else {
            throw CaptureError.state(path: CaptureState.path(of: path), reason: "it cannot be written")
        }
    }

    /// Moves the log into the database file, if all of it is safe; false when something is not, or a reader is in the way.
    ///
    /// Before that it notes on the disk that the log may begin anew, and at which point of the replica.
    public func checkpoint() async throws -> Bool {
        try await source.onReplicaWriter { [self] database in
            try noticeOthers(database)
            return try checkpoint(database)
        }
    }

    private func remember(_ point: ReplicaPoint, beginsTimeline: Bool? = nil) -> Bool {
        state.withLock { state in
            var next = state
            next.lastPoint = point
            next.beginsTimeline = beginsTimeline ?? state.beginsTimeline
            guard state != next else { return true }
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

/// What came of emptying the log.
public struct Drain: Sendable {
    /// Whether all of the log is in the database file; false when a reader was in the way.
    public let isEmptied: Bool
    /// The segment that was sealed for it; nil when there was nothing left to seal.
    public let segment: SealedSegment?
    /// Where reading goes on; nil when nothing was sealed.
    public let cursor: WALCursor?
    /// Where the sealed segment ends; nil when nothing was sealed.
    public let position: LogPosition?
}
