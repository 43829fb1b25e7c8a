import Foundation
import GRDB
import Programs
import Replication
import Support
import Synchronization
import Testing

@testable import Storage

/// A database with any size of pages, beside those of the appliance.
final class PlainSource: ReplicaSource {
    let path: String
    let limits = Storage.Limits.standard
    let pool: DatabasePool
    let ledger = LogLedger()

    init(path: String, pageBytes: Int) throws {
        self.path = path
        if CaptureState.exists(for: path) { ledger.hold() }
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            _ = SystemCalls.keepLog(of: database)
            guard !database.configuration.readonly else { return }
            try database.execute(sql: "PRAGMA page_size = \(pageBytes)")
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        }
        pool = try DatabasePool(path: path, configuration: configuration)
    }

    func onReplicaWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await pool.writeWithoutTransaction(body)
    }
}

/// Storage has a digest of its own, which is another thing.
typealias ObjectSalt = Replication.Digest

/// Bytes that several threads may add to.
final class ByteSink: Sendable {
    private let content = Mutex<[UInt8]>([])
    var bytes: [UInt8] { content.withLock { $0 } }
    func append(_ more: [UInt8]) { content.withLock { $0 += more } }
}

/// What a replicator will do, without a store, a clock and a network.
struct ReplicaLab {
    let key: MasterKey
    let database: DatabaseID
    var limits = Replication.Limits.standard
    var generator: SplitMix64
    var capture: DatabaseCapture
    var end: ChainEnd
    var hashes: PageHashes
    var cursor: WALCursor?
    var writer: Word128
    /// The store: the parts of the snapshot, then each segment.
    var snapshot: [[UInt8]] = []
    var segments: [[UInt8]] = []

    /// Begins a replica: a snapshot of the present state.
    init(_ source: some ReplicaSource, seed: UInt64) async throws {
        generator = SplitMix64(seed: seed)
        key = try #require(MasterKey([UInt8](repeating: 3, count: 32)))
        database = DatabaseID(using: &generator)
        writer = .random(using: &generator)
        limits.chunkBytes = 16_384
        limits.snapshotPartBytes = 40_000
        capture = try await DatabaseCapture.start(on: source, as: database, writer: writer)
        let pinned = try await capture.pin()
        hashes = try await pinned.hashes(PageHasher(key: key, database: database), limits: limits)
        end = ChainEnd(
            timeline: 1, hash: hashes.databaseHash, databasePages: hashes.databasePages, timestamp: 1_000)
        for part in 0..<pinned.parts(limits: limits) {
            let sink = ByteSink()
            _ = try await pinned.seal(part: part, try draft()) { sink.append($0) }
            snapshot.append(sink.bytes)
        }
        cursor = try await capture.changes(after: nil, to: pinned.position)?.cursor
        capture.secure(pinned.position, as: ReplicaPoint(timeline: 1, sequence: 0))
        try await pinned.close()
    }

    mutating func draft() throws -> SegmentDraft {
        let salt = try #require(
            ObjectSalt((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }))
        return SegmentDraft(
            end: end, database: database, key: key, now: end.timestamp + 5, writer: writer, salt: salt, limits: limits)
    }

    /// Ships what was committed; `isLost` seals it and forgets it, as a crash before the store has it does.
    mutating func ship(isLost: Bool = false) async throws {
        guard let stretch = try await capture.changes(after: cursor) else { return }
        let sink = ByteSink()
        let sealed = try await capture.seal(stretch, try draft(), hashes: hashes) { sink.append($0) }
        guard !isLost else { return }
        segments.append(sink.bytes)
        end = ChainEnd(after: sealed.header)
        hashes = sealed.hashes
        cursor = stretch.cursor
        capture.secure(stretch.position, as: ReplicaPoint(timeline: 1, sequence: end.sequence))
    }

    /// Restores the state behind a segment into a new file.
    func restore(to path: String, segment: Int) throws {
        let parts = try snapshot.map { try OpenedObject($0, key: key, limits: limits) }
        let changes = try segments[..<segment].map { try OpenedObject($0, key: key, limits: limits) }
        let target = try Chain.verify(snapshot: parts.map(\.header), changes: changes.map(\.header))
        let hasher = PageHasher(key: key, database: database)
        let file = try RestoreFile(path: path, pageSize: target.pageSize)
        var assembly = RestoreAssembly(target: target)
        for object in changes.reversed() + parts {
            for chunk in object.chunks {
                try assembly.add(chunk, hashes: hasher.hashes(of: chunk)) { try file.write(page: $0, image: $1) }
            }
        }
        try assembly.finish()
        try file.finish(databasePages: target.databasePages)
    }

    /// Goes on with the files of a database after a crash: compares it with the replica and does what follows.
    mutating func resume(_ source: some ReplicaSource) async throws -> Reconciliation {
        let writersBefore = writer
        writer = .random(using: &generator)
        capture = try await DatabaseCapture.start(on: source, as: database, writer: writer)
        #expect(capture.writers.contains(writersBefore))
        let last = try OpenedObject(segments.last ?? snapshot[0], key: key, limits: limits).header
        end = ChainEnd(after: last)
        let pinned = try await capture.pin()
        let comparison = try await pinned.compare(
            with: last, lastPoint: capture.lastPoint ?? ReplicaPoint(timeline: 1, sequence: 0),
            hasher: PageHasher(key: key, database: database), limits: limits)
        let verdict = Reconciliation.of(
            comparison.local, replica: last, writers: capture.writers)
        switch verdict {
        case .inStep, .shipFrames:
            hashes = try #require(comparison.replicaHashes)
            cursor = comparison.cursor
        case .shipDifference, .rebase:
            let sink = ByteSink()
            let header = try await pinned.sealDifference(
                from: comparison.replicaHashes, hashes: comparison.hashes, try draft()
            ) { sink.append($0) }
            segments.append(sink.bytes)
            end = ChainEnd(after: header)
            hashes = comparison.hashes
            cursor = try await capture.changes(after: nil, to: pinned.position)?.cursor
            capture.secure(pinned.position, as: ReplicaPoint(timeline: 1, sequence: end.sequence))
        default: break
        }
        try await pinned.close()
        return verdict
    }
}

/// A directory of its own that goes with the value.
final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "geoclimate-replica-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Copies a database with its log and its note as a crash would leave them, and answers the copy's path.
    ///
    /// Another process copies: opening and closing the file in this one would drop SQLite's locks on it.
    func copy(_ database: String, as name: String) throws -> String {
        let target = path + "/" + name
        for suffix in ["", "-wal", "-replica"] where FileManager.default.fileExists(atPath: database + suffix) {
            #expect(try ChildProgram("/bin/cp", [database + suffix, target + suffix]).wait() == 0)
        }
        return target
    }

    /// The bytes that the database has once SQLite itself has moved its log into it.
    func settled(_ database: String, as name: String) throws -> Data {
        let copy = try copy(database, as: name)
        let queue = try DatabaseQueue(path: copy)
        try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try queue.close()
        return try Data(contentsOf: URL(fileURLWithPath: copy))
    }
}
