internal import Replication
internal import Replicator
internal import Support

/// Restores to random commits: each is the state behind one transaction, exactly, whatever was compacted meanwhile.
package enum RestoreLife: Life {
    package static let name = "restores"
    package static let unit = "restores to random commits"
    package static let whole = 2_000

    private struct Witness {
        var point: ReplicaPoint
        var number: Int
        var time: Int64
    }

    package static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        try await LifeClock.during(seed: seed) { clock in
            var generator = SplitMix64(seed: seed)
            let scratch = try Scratch()
            let place = try ReplicaPlace(objects: MemoryObjectStore(), surroundings: clock.surroundings)
            let pageBytes = 512 << Int.random(in: 0...4, using: &generator)
            let running = try await RunningReplica.start(in: scratch.path + "/source", at: place, pageBytes: pageBytes)
            var ledger = Ledger(seed: seed)
            var witnesses: [Witness] = []
            for _ in 0..<(size == .short ? 25 : 80) {
                try await ledger.write(to: running.database)
                guard Int.random(in: 0..<3, using: &generator) == 0 else { continue }
                try await running.settle()
                if let point = running.replicator.status.point {
                    witnesses.append(Witness(point: point, number: ledger.number, time: clock.now))
                }
                switch Int.random(in: 0..<8, using: &generator) {
                case 0, 1: _ = try await running.upkeep.compact()
                case 2: _ = try await running.upkeep.prove(snapshot: true) { _ in }
                case 3: _ = try await running.upkeep.sample()
                default: break
                }
            }
            try await running.settle()
            if let error = try await running.stop() { throw error }
            let count = size == .short ? 10 : 60
            for _ in 0..<count {
                try await restore(place, scratch, ledger, witnesses, &generator)
            }
            try await place.prove(databaseIn: running.database.path, in: scratch, ledger: ledger)
            return count + 1
        }
    }

    private static func restore(
        _ place: ReplicaPlace, _ scratch: Scratch, _ ledger: Ledger, _ witnesses: [Witness],
        _ generator: inout SplitMix64
    ) async throws {
        let path = scratch.fresh("restored.db")
        let witness = witnesses.randomElement(using: &generator)
        switch (Int.random(in: 0..<3, using: &generator), witness) {
        case (0, let witness?):
            let report = try await place.restore(.point(witness.point), to: path)
            let found = try ledger.found(in: path)
            try demand(report.point == witness.point, "\(report.point) was restored for \(witness.point)")
            try demand(
                found.number == witness.number,
                "\(witness.point) was transaction \(witness.number) and was restored as \(found.number)")
        case (1, let witness?):
            _ = try await place.restore(.time(witness.time), to: path)
            _ = try ledger.found(in: path, least: witness.number)
        default:
            let end = try await place.store.contents(.all).inventory.end
            guard let end else { throw LifeFailure("the replica has no end") }
            let sequence = UInt64.random(in: 0...end.sequence, using: &generator)
            _ = try await place.restore(.sequence(sequence), to: path)
            // What was acknowledged before that sequence is in it, what came later is not.
            let earlier = witnesses.last { $0.point.sequence <= sequence }
            let later = witnesses.first { $0.point.sequence >= sequence }
            let found = try ledger.found(in: path, least: earlier?.number ?? 0)
            try demand(
                found.number <= later?.number ?? .max, "sequence \(sequence) has transactions that came after it")
        }
    }
}
