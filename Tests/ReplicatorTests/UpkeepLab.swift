import Foundation
import GRDB
import ObjectStore
import ReplicaLives
import Replication
import Storage
import Support
import Synchronization
import Testing

@testable import Replicator

/// Bytes that are written piece by piece.
final class UpkeepSink: Sendable {
    private let content = Mutex<[UInt8]>([])
    var bytes: [UInt8] { content.withLock { $0 } }
    func append(_ more: [UInt8]) { content.withLock { $0 += more } }
}

/// A clock that is set, and chance of a seed.
final class UpkeepClock: Sendable {
    private let time = Mutex<Int64>(1_700_000_000_000)
    private let generator: Mutex<SplitMix64>

    init(seed: UInt64) { generator = Mutex(SplitMix64(seed: seed)) }

    var now: Int64 { time.withLock { $0 } }
    func pass(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }

    var surroundings: ReplicatorSurroundings {
        ReplicatorSurroundings(
            now: { self.now }, elapsed: { 0 }, sleep: { _ in }, random: { self.generator.withLock { $0.next() } })
    }
}

/// A small database and its replica in memory, with a time that each segment is given.
struct UpkeepLab {
    /// A state that was shipped.
    struct Shipped {
        let point: ReplicaPoint
        let timestamp: Int64
        let hash: Word128
        /// The file that SQLite made of it, for some.
        var file: Data?
    }

    static let minute: Int64 = 60_000
    static let day: Int64 = 86_400_000

    let scratch: Scratch
    let objects = MemoryObjectStore()
    let key: MasterKey
    let database = DatabaseID(named: "life.db")
    var limits = Replication.Limits.standard
    let clock: UpkeepClock
    let source: PlainDatabase
    let capture: DatabaseCapture
    var end: ChainEnd
    var hashes: PageHashes
    var cursor: WALCursor?
    let writer: Word128
    var shipped: [Shipped] = []
    let heard = Heard()
    var policy = UpkeepPolicy(retention: RetentionPolicy(window: 14 * day, everySegment: 2 * day))

    /// What the listener was told.
    final class Heard: Sendable {
        private let list = Mutex<[ReplicaEvent]>([])
        var events: [ReplicaEvent] { list.withLock { $0 } }
        func add(_ event: ReplicaEvent) { list.withLock { $0.append(event) } }
    }

    /// Begins with a snapshot of the first state.
    init(seed: UInt64, pageBytes: Int = 512) async throws {
        scratch = try Scratch()
        clock = UpkeepClock(seed: seed)
        key = try #require(MasterKey([UInt8](repeating: 9, count: MasterKey.byteCount)))
        limits.chunkBytes = 4_096
        limits.snapshotPartBytes = 16_384
        writer = clock.surroundings.word()
        source = try PlainDatabase(path: scratch.path + "/live.db", pageBytes: pageBytes)
        try await source.onReplicaWriter { database in
            try database.execute(sql: "CREATE TABLE rows(id INTEGER PRIMARY KEY, value BLOB)")
            for id in 0..<60 {
                try database.execute(
                    sql: "INSERT INTO rows VALUES (?, ?)", arguments: [id, Data(repeating: UInt8(id), count: 700)])
            }
        }
        capture = try await DatabaseCapture.start(on: source, as: database, writer: writer)
        let pinned = try await capture.pin()
        hashes = try await pinned.hashes(PageHasher(key: key, database: database), limits: limits)
        end = ChainEnd(
            timeline: 1, hash: hashes.databaseHash, databasePages: hashes.databasePages, timestamp: clock.now)
        cursor = try await capture.changes(after: nil, to: pinned.position)?.cursor
        try await pinned.close()
        try await snapshot(beginning: 1)
        note()
    }

    var store: ReplicaStore { store(in: objects) }

    func store(in objects: MemoryObjectStore) -> ReplicaStore {
        ReplicaStore(objects: objects, database: database, key: key, limits: limits)
    }

    var upkeep: ReplicaUpkeep { upkeep(in: objects) }

    func upkeep(in objects: MemoryObjectStore) -> ReplicaUpkeep {
        ReplicaUpkeep(
            store: store(in: objects), name: "life.db", policy: policy, scratchDirectory: scratch.path + "/proofs",
            writer: writer, surroundings: clock.surroundings, listener: heard.add)
    }

    private func draft() -> SegmentDraft {
        SegmentDraft(
            end: end, database: database, key: key, now: clock.now, writer: writer, salt: clock.surroundings.salt(),
            limits: limits)
    }

    private mutating func note() {
        shipped.append(
            Shipped(
                point: ReplicaPoint(timeline: end.timeline, sequence: end.sequence), timestamp: end.timestamp,
                hash: end.hash))
    }

    /// Keeps the file that SQLite makes of the last state, to compare restored ones with.
    mutating func keepFile() throws {
        let copy = scratch.fresh("copy.db")
        try Scratch.copy(source.path, to: copy)
        shipped[shipped.count - 1].file = try Data(contentsOf: URL(filePath: try scratch.settled(copy)))
    }

    /// Begins a timeline that did not grow out of another one.
    mutating func rebase() async throws {
        end = ChainEnd(
            timeline: end.timeline + 1, hash: end.hash, databasePages: end.databasePages, timestamp: clock.now)
        try await snapshot(beginning: end.timeline)
        note()
    }

    private func snapshot(beginning timeline: UInt32) async throws {
        let pinned = try await capture.pin()
        let parts = pinned.parts(limits: limits)
        for part in 0..<parts {
            let sink = UpkeepSink()
            _ = try await pinned.seal(part: part, draft()) { sink.append($0) }
            try await store.put(
                sink.bytes, under: .snapshot(database, timeline: timeline, sequence: end.sequence, part: part))
        }
        try await pinned.close()
        let record = SnapshotRecord(
            point: ReplicaPoint(timeline: timeline, sequence: end.sequence), parts: parts, timestamp: end.timestamp)
        _ = try await store.updateManifest(writer: writer, surroundings: clock.surroundings) { manifest in
            manifest.timelines[timeline] = .some(nil)
            manifest.snapshots.append(record)
        }
    }

    /// Writes and ships a segment, so many milliseconds after the last one.
    mutating func ship(after milliseconds: Int64) async throws {
        clock.pass(milliseconds)
        let seed = clock.surroundings.random()
        try await source.onReplicaWriter { database in
            var generator = SplitMix64(seed: seed)
            try database.inTransaction(.immediate) {
                // It shrinks now and then, so that runs have pages that the database lost.
                if Int.random(in: 0..<6, using: &generator) == 0 {
                    try database.execute(sql: "DELETE FROM rows WHERE id > 30")
                }
                for _ in 0..<3 {
                    let id = Int.random(in: 0..<80, using: &generator)
                    let value = Data(repeating: UInt8.random(in: 0...255, using: &generator), count: 600)
                    try database.execute(sql: "INSERT OR REPLACE INTO rows VALUES (?, ?)", arguments: [id, value])
                }
                return .commit
            }
            _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum")
        }
        let stretch = try #require(try await capture.changes(after: cursor))
        let sink = UpkeepSink()
        let sealed = try await capture.seal(stretch, draft(), hashes: hashes) { sink.append($0) }
        let segment = ReplicaKey.segment(database, timeline: end.timeline, sequence: end.sequence + 1)
        let verdict = try await store.create(sink.bytes, header: sealed.header, under: segment)
        try #require(verdict == .acknowledged)
        end = ChainEnd(after: sealed.header)
        hashes = sealed.hashes
        cursor = stretch.cursor
        note()
    }

    /// The shipped states of which each is promised to be a point still.
    var promised: [Shipped] {
        shipped.filter { $0.timestamp >= clock.now - policy.retention.everySegment } + shipped.suffix(1)
    }

    /// The first and the last of those.
    var outermost: [Shipped] { promised.prefix(1) + promised.suffix(1) }

    /// Restores a state and compares it with what it was.
    func check(_ state: Shipped, in objects: MemoryObjectStore? = nil) async throws {
        let path = scratch.fresh("restored.db")
        let restore = ReplicaRestore(store: store(in: objects ?? self.objects), surroundings: clock.surroundings)
        let report = try await restore.run(try await restore.plan(.point(state.point)), to: path) { _ in }
        #expect(report.hash == state.hash)
        if let file = state.file {
            #expect(try Data(contentsOf: URL(filePath: path)) == file, "\(state.point) is another file")
        }
    }

    /// Plans the way to each state, which reads and verifies the headers of all objects on it.
    func plan(_ states: [Shipped], in objects: MemoryObjectStore) async throws {
        let restore = ReplicaRestore(store: store(in: objects), surroundings: clock.surroundings)
        for state in states {
            let planned = try await restore.plan(.point(state.point))
            #expect(planned.target.hashAfter == state.hash)
        }
    }

    func names(_ kind: String, in objects: MemoryObjectStore? = nil) -> [String] {
        (objects ?? self.objects).names().filter { $0.contains("/\(kind)/") }
    }
}
