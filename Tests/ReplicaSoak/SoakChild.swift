import Foundation
import ObjectStore
import ReplicaLives
import Replicator
import Support

/// The process that is killed, and whose system calls fail: a database with its replica in a directory store.
///
/// `child DIRECTORY SEED TRANSACTIONS MODE` writes so many transactions and says what was acknowledged. With the mode
/// `finish` it waits until everything is in the replica, with `try` not for long; with `run` it ends once it has written.
enum SoakChild {
    static func main(_ arguments: [String]) async -> Int32 {
        guard arguments.count == 4, let seed = UInt64(arguments[1]), let count = Int(arguments[2]) else { return 64 }
        do {
            let patience = ["finish": 60, "try": 3][arguments[3]]
            try await live(in: arguments[0], seed: seed, count: count, patienceSeconds: patience)
            Soak.say("done")
            return 0
        } catch {
            try? FileHandle.standardError.write(contentsOf: Data("\(error)\n".utf8))
            return 1
        }
    }

    private static func live(in directory: String, seed: UInt64, count: Int, patienceSeconds: Int?) async throws {
        let place = try await ReplicaPlace.directory(directory)
        let running = try await RunningReplica.start(in: directory + "/source", at: place)
        let number = try await running.database.onReplicaWriter { try Ledger.number(in: $0) }
        var ledger = Ledger(seed: seed)
        ledger.advance(to: number)
        // Each life decides otherwise.
        var generator = SplitMix64(seed: seed &+ UInt64(number) << 20)
        for _ in 0..<count {
            try await ledger.write(to: running.database)
            switch Int.random(in: 0..<24, using: &generator) {
            case 0..<6:
                if await running.replicator.acknowledged(withinMilliseconds: 1_000) {
                    Soak.say("acknowledged \(ledger.number)")
                }
            case 6: _ = try await running.upkeep.compact()
            case 7 where Int.random(in: 0..<4, using: &generator) == 0:
                _ = try await running.upkeep.prove(snapshot: true) { _ in }
            default: break
            }
            if let reason = running.stopReason { throw LifeFailure("the replicator stopped: \(reason)") }
        }
        if let patienceSeconds {
            try await running.settle(withinSeconds: patienceSeconds)
            Soak.say("acknowledged \(ledger.number)")
        }
        if let error = try await running.stop() { throw error }
    }
}

extension ReplicaPlace {
    /// The replica of a child, in the store below its directory.
    static func directory(_ directory: String) async throws -> ReplicaPlace {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let objects = try await DirectoryObjectStore(root: directory + "/store")
        return try ReplicaPlace(objects: objects, surroundings: .real)
    }
}
