internal import GRDB
internal import Replicator
internal import Support

/// Databases of every page size that grow, shrink, are rewritten as a whole and change in large transactions.
package enum ShapeLife: Life {
    package static let name = "shapes"
    package static let unit = "shapes restored byte for byte"
    package static let whole = 400

    private static let steps: [String] = [
        "VACUUM", "PRAGMA incremental_vacuum", "PRAGMA auto_vacuum = FULL; VACUUM", "PRAGMA auto_vacuum = NONE; VACUUM",
        "PRAGMA auto_vacuum = INCREMENTAL; VACUUM", "DELETE FROM bulk", "DELETE FROM bulk; VACUUM",
        "DELETE FROM bulk WHERE rowid % 3 = 0", "DROP TABLE bulk", "REINDEX",
    ]

    package static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        try await LifeClock.during(seed: seed) { clock in
            var generator = SplitMix64(seed: seed)
            let scratch = try Scratch()
            let place = try ReplicaPlace(objects: MemoryObjectStore(), surroundings: clock.surroundings)
            let pageBytes = 512 << Int(seed % 8)
            let directory = scratch.path + "/source"
            var ledger = Ledger(seed: seed)
            var running = try await RunningReplica.start(in: directory, at: place, pageBytes: pageBytes)
            let count = size == .short ? 2 : 10
            for _ in 0..<count {
                for _ in 0..<Int.random(in: 1...5, using: &generator) { try await ledger.write(to: running.database) }
                let bytes = Int.random(in: 1_000...(size == .short ? 400_000 : 8_000_000), using: &generator)
                try await fill(running, bytes: bytes)
                if Bool.random(using: &generator) { try await running.settle() }
                if let sql = steps.randomElement(using: &generator) {
                    try await running.database.onReplicaWriter { try $0.execute(sql: sql) }
                }
                try await place.prove(running, in: scratch, ledger: ledger)
                running = try await RunningReplica.start(in: directory, at: place, pageBytes: pageBytes)
            }
            try await place.prove(running, in: scratch, ledger: ledger)
            return count + 1
        }
    }

    /// One transaction with so many bytes of rows.
    private static func fill(_ running: RunningReplica, bytes: Int) async throws {
        try await running.database.onReplicaWriter { database in
            try database.inTransaction(.immediate) {
                try database.execute(sql: "CREATE TABLE IF NOT EXISTS bulk(value BLOB)")
                for _ in 0..<max(1, bytes / 5_000) {
                    try database.execute(sql: "INSERT INTO bulk VALUES (randomblob(2500) || zeroblob(2500))")
                }
                return .commit
            }
        }
    }
}
