import Foundation
import GRDB
import ObjectStore
import ReplicaLives
import Replication
import Replicator
import Storage

/// One database under the benchmark's writes, with or without a replica that this process keeps.
final class Subject: Sendable {
    /// How much of a life of writing is wanted; nought is no bound.
    struct Load: Sendable {
        let seconds: Double
        let commits: Int
        let perSecond: Double
        let seed: UInt64
        /// Where each commit's number and time go; empty for nowhere.
        let file: String
    }

    private let pool: DatabasePool
    private let replication: Replication?
    private let queue = BlockingQueue(label: "geoclimate.benchmark.writer")
    private let oldRows: Int64

    private struct Replication: Sendable {
        let capture: DatabaseCapture
        let replicator: DatabaseReplicator
        let task: Task<Void, any Error>
    }

    private init(pool: DatabasePool, replication: Replication?) throws {
        self.pool = pool
        self.replication = replication
        oldRows = try pool.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM readings") } ?? 0
    }

    /// As SQLite comes, but for the durability that the others have: its log is emptied after 1,000 pages.
    static func plain(path: String) throws -> Subject { try Subject(pool: plainPool(path), replication: nil) }

    private static func plainPool(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        // Litestream locks the database for a moment when it empties the log.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            guard !database.configuration.readonly else { return }
            try database.execute(sql: "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000")
        }
        return pool
    }

    static func replicated(path: String, location: String) async throws -> Subject {
        let source = try PlainDatabase(path: path)
        let remote = try await Remote(location: location)
        try FileManager.default.createDirectory(atPath: path + "-spool", withIntermediateDirectories: true)
        let capture = try await DatabaseCapture.start(
            on: source, as: Remote.database, writer: Clock.surroundings.word())
        let replicator = DatabaseReplicator(
            capture: capture, name: "benchmark.db", store: remote.store, spoolDirectory: path + "-spool",
            settings: ReplicatorSettings(), surroundings: Clock.surroundings,
            listener: { event in FileHandle.standardError.write(Data("\(event.level): \(event.text)\n".utf8)) })
        let task = Task.detached { try await replicator.run() }
        return try Subject(
            pool: source.pool,
            replication: Replication(capture: capture, replicator: replicator, task: task))
    }

    static func build(path: String, megabytes: Int) async throws {
        try await BlockingQueue(label: "geoclimate.benchmark.build").run {
            let pool = try plainPool(path)
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: Rows.schema)
                var rows = Rows(seed: 1)
                var pages = 0
                while pages * 4_096 < megabytes << 20 {
                    try database.inTransaction {
                        for _ in 0..<20_000 { try rows.insert(into: database) }
                        return .commit
                    }
                    pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? Int.max
                }
                _ = try database.checkpoint(.truncate)
            }
            try pool.close()
        }
    }

    /// Writes, and answers how many commits came of it and how many seconds they took.
    func load(_ load: Load) async throws -> (commits: Int, seconds: Double) {
        try await queue.run { [pool, oldRows] in
            var times: [(commit: Int, nanoseconds: Int64)] = []
            let result = try pool.writeWithoutTransaction { database in
                let first = try Int.fetchOne(database, sql: "SELECT number FROM marks") ?? 0
                var rows = Rows(seed: load.seed)
                let began = Clock.uptime()
                func seconds() -> Double { Double(Clock.uptime() - began) / 1e9 }
                var commits = 0
                while (load.commits == 0 || commits < load.commits) && (load.seconds == 0 || seconds() < load.seconds) {
                    if load.perSecond > 0 {
                        let wait = Double(commits) / load.perSecond - seconds()
                        if wait > 0 { Thread.sleep(forTimeInterval: wait) }
                    }
                    commits += 1
                    try rows.commit(first + commits, to: database, oldRows: oldRows)
                    if !load.file.isEmpty { times.append((first + commits, Clock.nanoseconds())) }
                }
                return (commits, seconds())
            }
            if !load.file.isEmpty {
                let text = times.map { "\($0.commit) \($0.nanoseconds)\n" }.joined()
                try Data(text.utf8).write(to: URL(fileURLWithPath: load.file))
            }
            return result
        }
    }

    /// Waits until everything that was committed is in the replica.
    func settle(seconds: Int) async throws {
        guard let replication else { return }
        let deadline = Clock.uptime() + UInt64(seconds) * 1_000_000_000
        while Clock.uptime() < deadline {
            if case .stopped(let reason) = replication.replicator.status.phase {
                throw BenchmarkError(description: reason)
            }
            if await replication.replicator.acknowledged(withinMilliseconds: 5_000) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw BenchmarkError(
            description: "not all is in the replica after \(seconds) s: \(replication.replicator.status)")
    }

    /// The lags that the replicator measured itself, in milliseconds.
    var lags: [Int64] { replication?.replicator.status.lastLags ?? [] }

    func close() async throws {
        if let replication {
            replication.task.cancel()
            do { try await replication.task.value } catch is CancellationError {}
            replication.capture.stop()
        }
        try pool.close()
    }
}
