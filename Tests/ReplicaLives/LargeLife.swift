internal import GRDB
internal import ObjectStore
internal import Replicator
internal import Support

/// A database of more than 1 GiB, with the page that SQLite locks and never writes, which then shrinks below it.
///
/// It takes about 6 GiB of disk for a while.
package enum LargeLife: Life {
    package static let name = "large"
    package static let unit = "databases over 1 GiB"
    package static let whole = 4

    package static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        // A short form would not be large.
        guard size == .long else { return 0 }
        return try await LifeClock.during(seed: seed) { clock in
            let scratch = try Scratch()
            let objects = try await DirectoryObjectStore(root: scratch.path + "/store")
            let place = try ReplicaPlace(objects: objects, surroundings: clock.surroundings, isLarge: true)
            let pageBytes = [4_096, 65_536, 1_024, 16_384][Int(seed % 4)]
            let directory = scratch.path + "/source"
            var ledger = Ledger(seed: seed)
            var settings = ReplicatorSettings.quick
            settings.checkpointBytes = 16 << 20
            settings.spoolBytes = 4 << 30
            var running = try await RunningReplica.start(
                in: directory, at: place, pageBytes: pageBytes, settings: settings)
            for part in 0..<11 {
                try await ledger.write(to: running.database)
                try await grow(running, megabytes: 100)
                if part % 3 == 0 { try await running.settle(withinSeconds: 600) }
            }
            try await running.settle(withinSeconds: 600)
            try await place.prove(running, in: scratch, ledger: ledger)
            running = try await RunningReplica.start(in: directory, at: place, pageBytes: pageBytes, settings: settings)
            try await running.database.onReplicaWriter { database in
                try database.execute(sql: "DELETE FROM bulk WHERE rowid % 20 > 0; VACUUM")
            }
            try await ledger.write(to: running.database)
            try await running.settle(withinSeconds: 600)
            try await place.prove(running, in: scratch, ledger: ledger)
            return 1
        }
    }

    private static func grow(_ running: RunningReplica, megabytes: Int) async throws {
        try await running.database.onReplicaWriter { database in
            try database.inTransaction(.immediate) {
                try database.execute(sql: "CREATE TABLE IF NOT EXISTS bulk(value BLOB)")
                for _ in 0..<megabytes {
                    try database.execute(sql: "INSERT INTO bulk VALUES (randomblob(100000) || zeroblob(950000))")
                }
                return .commit
            }
        }
    }
}
