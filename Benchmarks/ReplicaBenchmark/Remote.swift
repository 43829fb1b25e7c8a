import Foundation
import GRDB
import ObjectStore
import Replication
import Replicator

/// The replica at an address of a store; credentials come from the environment.
struct Remote: Sendable {
    static let database = DatabaseID(named: "benchmark.db")

    let store: ReplicaStore

    /// `levelMilliseconds` is the span of time that the first level of compaction gathers; nil for the usual levels.
    init(location text: String, levelMilliseconds: Int64? = nil) async throws {
        guard let key = MasterKey([UInt8](repeating: 7, count: MasterKey.byteCount)) else {
            throw BenchmarkError(description: "The key has the wrong length.")
        }
        let environment = ProcessInfo.processInfo.environment
        let objects = try await ResilientObjectStore.open(
            try StoreLocation(text, environment: environment), settings: StoreSettings(),
            surroundings: StoreSurroundings(
                environment: { ProcessInfo.processInfo.environment }, time: Clock.calls,
                secondsSince1970: { Int(Date().timeIntervalSince1970) }))
        var limits = Replication.Limits.standard
        if let levelMilliseconds { limits.levelMilliseconds = [levelMilliseconds] }
        store = ReplicaStore(objects: objects, database: Self.database, key: key, limits: limits)
    }

    /// Restores the newest end into a directory that has to be there, and prints what came of it.
    func restore(to directory: String) async throws {
        let restore = ReplicaRestore(store: store, surroundings: Clock.surroundings)
        let planned = try await restore.plan(.newest)
        let report = try await restore.run(planned, to: directory + "/benchmark.db", progress: { _ in })
        print(
            "pages=\(report.databasePages) downloaded=\(report.downloadedBytes) milliseconds=\(report.milliseconds) "
                + "commit=\(try Self.commit(of: directory + "/benchmark.db"))")
    }

    /// The number of the last commit that a restored file has.
    private static func commit(of path: String) throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: "SELECT number FROM marks") } ?? 0
    }

    /// Restores the state behind each segment of the newest timeline; prints the segment's name and its last commit.
    func printPoints(scratch: String) async throws {
        let contents = try await store.contents(.all)
        guard let end = contents.inventory.end else { throw BenchmarkError(description: "The replica is empty.") }
        let names = contents.sizes.keys.compactMap { key -> (sequence: UInt64, name: String)? in
            guard case .segment(_, end.timeline, let sequence) = key else { return nil }
            return (sequence, key.name)
        }
        let restore = ReplicaRestore(store: store, surroundings: Clock.surroundings)
        for (sequence, name) in names.sorted(by: { $0.sequence < $1.sequence }) {
            let path = "\(scratch)/\(sequence).db"
            let point = ReplicaPoint(timeline: end.timeline, sequence: sequence)
            _ = try await restore.run(try await restore.plan(.point(point)), to: path, progress: { _ in })
            print(name, try Self.commit(of: path))
            try FileManager.default.removeItem(atPath: path)
        }
    }

    /// Compacts what is ready, and prints what was done.
    func upkeep(scratch: String) async throws {
        let day: Int64 = 86_400_000
        let policy = UpkeepPolicy(retention: RetentionPolicy(window: 14 * day, everySegment: 2 * day))
        let upkeep = ReplicaUpkeep(
            store: store, name: "benchmark.db", policy: policy, scratchDirectory: scratch,
            writer: Clock.surroundings.word(), surroundings: Clock.surroundings,
            listener: { event in FileHandle.standardError.write(Data("\(event.level): \(event.text)\n".utf8)) })
        let report = try await upkeep.compact()
        print("runs=\(report.runs) merged=\(report.merged) bytes=\(report.mergedBytes)")
    }
}
