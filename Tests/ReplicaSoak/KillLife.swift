import Foundation
import ReplicaLives
import Replicator
import Support

/// Kill -9 and resume: a child writes and ships and is killed at any moment, again and again.
///
/// After each kill the replica may be restored and must have all that was acknowledged; every fourth time a child
/// finishes undisturbed, and the restored database is compared byte for byte with SQLite's own.
enum KillLife: Life {
    static let name = "kill"
    static let unit = "kills and resumptions"
    static let whole = 10_000

    static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        var generator = SplitMix64(seed: seed)
        let scratch = try Scratch()
        let directory = scratch.path + "/life"
        var ledger = Ledger(seed: seed)
        var acknowledged = 0
        let cycles = size == .short ? 4 : 100
        for cycle in 1...cycles {
            // Some are killed while they start or reconcile, some while they write.
            let patience = Int.random(in: 5...(Bool.random(using: &generator) ? 80 : 500), using: &generator)
            let run = try ChildRun(
                in: directory, seed: seed, transactions: 100_000, mode: "run", killedAfter: patience)
            try demand(
                run.status == 137,
                "a child ended by itself with \(run.status) in cycle \(cycle): \(run.complaint)")
            acknowledged = max(acknowledged, run.acknowledged)
            if cycle % 4 == 0 || cycle == cycles {
                try await ChildRun.finish(
                    in: directory, seed: seed, scratch: scratch, ledger: &ledger, acknowledged: acknowledged)
                acknowledged = ledger.number
            } else if acknowledged > 0, Bool.random(using: &generator) {
                let place = try await ReplicaPlace.directory(directory)
                let path = scratch.fresh("lost.db")
                _ = try await place.restore(to: path)
                ledger = try ledger.found(in: path, least: acknowledged)
            }
        }
        return cycles
    }
}
