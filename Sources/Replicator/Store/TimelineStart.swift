internal import ObjectStore
public import Replication

/// What a database is now.
public struct DatabaseState: Sendable, Hashable {
    /// The hash of all its pages.
    public let hash: Word128
    /// Its pages.
    public let databasePages: UInt32

    /// A state.
    public init(hash: Word128, databasePages: UInt32) {
        self.hash = hash
        self.databasePages = databasePages
    }
}

/// The first two of the four steps that begin a timeline: the old writer is fenced, and the timeline has its record.
///
/// The snapshot and the manifest, which make it count, follow. Each step is one creation, so of several that begin at the same
/// time one wins. Whoever crashes in between begins again: its own records are known by their writers, and it goes on from
/// there.
public struct TimelineStart: Sendable {
    private let store: ReplicaStore
    private let writer: Word128
    private let writers: Set<Word128>
    private let surroundings: ReplicatorSurroundings

    /// A start by `writer`; `writers` are the random numbers that this directory has had.
    public init(store: ReplicaStore, writer: Word128, writers: Set<Word128>, surroundings: ReplicatorSurroundings) {
        self.store = store
        self.writer = writer
        self.writers = writers.union([writer])
        self.surroundings = surroundings
    }

    /// Begins a timeline and answers its number.
    ///
    /// `branch` is the header of the state that it grows out of, and the database has to be in that state; nil begins one of
    /// its own, at sequence 0. Everything in `contents` is superseded; what another writer did since throws
    /// ``ReplicatorError/fenced(writer:point:)``, and so does another's start of a replica that has nothing yet. What this
    /// directory itself did since throws ``ReplicatorError/changed(point:)`` unless it is a part of the same start. After an
    /// `ObjectStoreError` it is called again, best with new contents.
    public func begin(
        _ contents: ReplicaContents, branch: ObjectHeader?, pageSize: PageSize, state: DatabaseState
    ) async throws -> UInt32 {
        if let branch, branch.hashAfter != state.hash || branch.databasePages != state.databasePages {
            throw ReplicatorError.branchDiffers(point: branch.point)
        }
        if let begun = contents.unfinished.last, contents.isUnfinished {
            let isUntouched = contents.inventory.segments[begun.timeline]?.last == nil
            if isUntouched, writers.contains(begun.writer), begun.branchPoint == branch?.point { return begun.timeline }
            // Without a branch nobody has chosen to follow whoever is just beginning here.
            if contents.inventory.timelines.isEmpty, branch == nil, !writers.contains(begun.writer) {
                throw ReplicatorError.fenced(writer: begun.writer, point: begun.point)
            }
        }
        let newest = contents.newestTimeline ?? 0
        guard newest < .max else { throw ReplicatorError.tooManyTimelines(limit: Int(UInt32.max)) }
        if newest > 0 { try await fence(newest, contents) }
        return try await record(newest + 1, branch: branch, pageSize: pageSize, state: state)
    }

    // MARK: - Steps

    /// Takes the next sequence of the newest timeline, so that its writer stops.
    private func fence(_ timeline: UInt32, _ contents: ReplicaContents) async throws {
        guard let last = try await store.endHeader(of: timeline, in: contents) else {
            throw ReplicatorError.noObject(point: ReplicaPoint(timeline: timeline, sequence: 0))
        }
        // The end is our own fence: a crash came between the steps.
        if last.kind == .epoch, !last.beginsTimeline, last.timeline == timeline, writers.contains(last.writer) {
            return
        }
        var end = ChainEnd(continuing: last)
        end.timeline = timeline
        let header = end.next(
            .epoch, of: store.database, key: store.key, pageSize: last.pageSize, databasePages: last.databasePages,
            hash: last.hashAfter, now: surroundings.now(), writer: writer, salt: surroundings.salt())
        let key = ReplicaKey.segment(store.database, timeline: timeline, sequence: header.lastSequence)
        if let found = try await create(header, under: key) {
            guard found.kind == .epoch else { throw ReplicatorError.changed(point: found.point) }
        }
    }

    /// Creates the record that begins a timeline.
    private func record(
        _ timeline: UInt32, branch: ObjectHeader?, pageSize: PageSize, state: DatabaseState
    ) async throws -> UInt32 {
        let end = branch.map { ChainEnd(continuing: $0) }
        let sequence = end?.sequence ?? 0
        var header = ObjectHeader(
            kind: .epoch, keyIdentity: store.key.identity, database: store.database, timeline: timeline,
            sequences: sequence...sequence, pageSize: pageSize, databasePages: state.databasePages,
            hashBefore: state.hash, hashAfter: state.hash, previous: end?.identity ?? .none,
            timestamp: shippingTimestamp(now: surroundings.now(), previous: end?.timestamp), writer: writer,
            salt: surroundings.salt())
        header.parentTimeline = branch?.timeline ?? 0
        if let found = try await create(header, under: .epoch(store.database, timeline: timeline)) {
            guard found.branchPoint == header.branchPoint else { throw ReplicatorError.changed(point: found.point) }
        }
        return timeline
    }

    /// Creates a record; answers the header of the one that this directory created there earlier, if it did.
    private func create(_ header: ObjectHeader, under key: ReplicaKey) async throws -> ObjectHeader? {
        let sealer = store
        let bytes = try await store.blocking {
            try header.sealed(payload: nil, key: sealer.key, limits: sealer.limits)
        }
        switch try await store.create(bytes, header: header, under: key) {
        case .acknowledged: return nil
        case .sendAgain, .fenced, .reconcile: break
        }
        // What cannot be read is said as the error of reading it.
        let found = try await store.remoteObject(key).header
        guard writers.contains(found.writer) else {
            throw ReplicatorError.fenced(writer: found.writer, point: found.point)
        }
        return found
    }
}
