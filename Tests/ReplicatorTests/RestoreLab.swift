import Foundation
import GRDB
import ObjectStore
import ReplicaLives
import Replication
import Replicator
import Storage
import Support
import Synchronization
import Testing

/// A replica of a small database, made step by step, with the bytes that each of its states has.
struct RestoreLab {
    static let name = "lab.db"
    static let firstTime: Int64 = 1_000_000

    let scratch: Scratch
    let objects = MemoryObjectStore()
    let store: ReplicaStore
    let source: PlainDatabase
    private let capture: DatabaseCapture
    private var generator: SplitMix64
    private(set) var end: ChainEnd
    private var hashes: PageHashes
    private var cursor: WALCursor?
    private var manifest = Manifest(generation: 0, timelines: [:], snapshots: [], runs: [], tombstones: [:])
    /// What SQLite itself makes of the database at each point.
    private(set) var states: [ReplicaPoint: Data] = [:]

    static func key(_ byte: UInt8 = 3) throws -> MasterKey {
        try #require(MasterKey([UInt8](repeating: byte, count: MasterKey.byteCount)))
    }

    /// A replica of a snapshot and so many segments.
    init(pageBytes: Int = 4_096, segments: Int, seed: UInt64 = 1) async throws {
        scratch = try Scratch()
        var limits = Replication.Limits.standard
        limits.chunkBytes = 16_384
        limits.snapshotPartBytes = 200_000
        store = ReplicaStore(
            objects: objects, database: DatabaseID(named: Self.name), key: try Self.key(), limits: limits)
        source = try PlainDatabase(path: scratch.fresh("source.db"), pageBytes: pageBytes)
        generator = SplitMix64(seed: seed)
        capture = try await DatabaseCapture.start(on: source, as: store.database, writer: 9)
        try await source.pool.writeWithoutTransaction {
            try $0.execute(sql: "CREATE TABLE rows(id INTEGER PRIMARY KEY, value BLOB)")
        }
        end = ChainEnd(timeline: 1, hash: 0, databasePages: 0, timestamp: Self.firstTime)
        hashes = PageHashes(pageSize: try #require(PageSize(bytes: pageBytes)))
        try await write(0)
        try await begin(timeline: 1)
        for _ in 0..<segments {
            try await write(end.sequence + 1)
            try await ship()
        }
    }

    var point: ReplicaPoint { ReplicaPoint(timeline: end.timeline, sequence: end.sequence) }

    static func time(of sequence: UInt64) -> Int64 { firstTime + Int64(sequence) * 1_000 }

    /// Begins a timeline of its own with a snapshot of what the database is now.
    mutating func begin(timeline: UInt32) async throws {
        let pinned = try await capture.pin()
        hashes = try await pinned.hashes(
            PageHasher(key: store.key, database: store.database), limits: store.limits)
        end = ChainEnd(
            timeline: timeline, hash: hashes.databaseHash, databasePages: hashes.databasePages,
            timestamp: end.timestamp)
        cursor = try await capture.changes(after: nil, to: pinned.position)?.cursor
        try await pinned.close()
        manifest.timelines[timeline] = .some(nil)
        try await snapshot()
    }

    /// Stores a snapshot of the end of the chain, and a manifest that knows it.
    mutating func snapshot() async throws {
        let pinned = try await capture.pin()
        let parts = pinned.parts(limits: store.limits)
        for part in 0..<parts {
            let bytes = RestoreBytes()
            _ = try await pinned.seal(part: part, draft()) { bytes.append($0) }
            objects[
                ReplicaKey.snapshot(store.database, timeline: end.timeline, sequence: end.sequence, part: part).name
            ] = bytes.all
        }
        try await pinned.close()
        manifest.snapshots.append(SnapshotRecord(point: point, parts: parts, timestamp: end.timestamp))
        try await storeManifest()
        states[point] = try settled()
    }

    private mutating func storeManifest() async throws {
        let changed = manifest
        manifest = try await store.updateManifest(writer: 9, surroundings: restoreSurroundings()) { $0 = changed }
    }

    /// Rows come and change, and now and then most of them go and the file shrinks.
    private mutating func write(_ round: UInt64) async throws {
        let seed = generator.next()
        try await source.pool.writeWithoutTransaction { database in
            var generator = SplitMix64(seed: seed)
            if round % 4 == 3 {
                try database.execute(sql: "DELETE FROM rows WHERE id > 5")
                try database.execute(sql: "VACUUM")
            }
            try database.inTransaction(.immediate) {
                for _ in 0..<20 {
                    let id = Int.random(in: 0..<100, using: &generator)
                    let size = Int.random(in: 0...(round == 0 ? 20_000 : 4_000), using: &generator)
                    let value = Data(repeating: .random(in: 0...255, using: &generator), count: size)
                    try database.execute(sql: "INSERT OR REPLACE INTO rows VALUES (?, ?)", arguments: [id, value])
                }
                return .commit
            }
        }
    }

    private mutating func ship() async throws {
        let stretch = try #require(try await capture.changes(after: cursor))
        let bytes = RestoreBytes()
        let sealed = try await capture.seal(stretch, draft(), hashes: hashes) { bytes.append($0) }
        objects[
            ReplicaKey.segment(store.database, timeline: end.timeline, sequence: end.sequence + 1).name
        ] = bytes.all
        end = ChainEnd(after: sealed.header)
        hashes = sealed.hashes
        cursor = stretch.cursor
        states[point] = try settled()
    }

    private mutating func draft() -> SegmentDraft {
        let salt = Replication.Digest(of: (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
        return SegmentDraft(
            end: end, database: store.database, key: store.key,
            now: max(end.timestamp, Self.time(of: end.sequence + 1)), writer: 9, salt: salt, limits: store.limits)
    }

    private func settled() throws -> Data {
        let copy = scratch.fresh("copy.db")
        try Scratch.copy(source.path, to: copy)
        return try Data(contentsOf: URL(fileURLWithPath: try scratch.settled(copy)))
    }

    /// Restores and answers the report and the file's bytes.
    func restore(_ target: RestoreTarget) async throws -> (report: RestoreReport, bytes: Data) {
        let restore = ReplicaRestore(store: store, surroundings: restoreSurroundings())
        let path = scratch.fresh("restored.db")
        let report = try await restore.run(try await restore.plan(target), to: path) { _ in }
        #expect(try restoreLeftovers(path) == ["restored.db"])
        return (report, try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Why a restore fails; nil, and an issue, when it does not or leaves something behind.
    func failure(_ target: RestoreTarget, store other: ReplicaStore? = nil) async throws -> (any Error)? {
        let restore = ReplicaRestore(store: other ?? store, surroundings: restoreSurroundings())
        let path = scratch.fresh("restored.db")
        do {
            _ = try await restore.run(try await restore.plan(target), to: path) { _ in }
            Issue.record("The restore succeeded.")
            return nil
        } catch {
            #expect(try restoreLeftovers(path).isEmpty)
            return error
        }
    }
}

/// The files of a restore to a path that are there.
func restoreLeftovers(_ path: String) throws -> [String] {
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasPrefix("restored.db") }
}

/// Bytes that several threads may add to.
final class RestoreBytes: Sendable {
    private let content = Mutex<[UInt8]>([])
    var all: [UInt8] { content.withLock { $0 } }
    func append(_ more: [UInt8]) { content.withLock { $0 += more } }
}

/// A clock that goes on by `step` milliseconds whenever it is looked at.
func restoreSurroundings(step: Int64 = 1) -> ReplicatorSurroundings {
    let clock = RestoreClock()
    return ReplicatorSurroundings(
        now: { 5_000 }, elapsed: { clock.next(step) }, sleep: { _ in }, random: { clock.random() })
}

private final class RestoreClock: Sendable {
    private let state = Mutex((time: Int64(0), generator: SplitMix64(seed: 4)))
    func next(_ step: Int64) -> Int64 {
        state.withLock { state in
            state.time += step
            return state.time
        }
    }
    func random() -> UInt64 { state.withLock { $0.generator.next() } }
}
