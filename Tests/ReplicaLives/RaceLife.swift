internal import Foundation
internal import Replication
internal import Replicator
internal import Support

/// Two daemons on copies of one directory write to one replica: one wins, the other is stopped and was promised nothing.
package enum RaceLife: Life {
    package static let name = "race"
    package static let unit = "races of two writers"
    package static let whole = 1_000

    package static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        try await LifeClock.during(seed: seed) { clock in
            let place = try ReplicaPlace(objects: MemoryObjectStore(), surroundings: clock.surroundings)
            try await fences(place, rounds: 20)
            try await daemons(place, seed: seed)
            return 1
        }
    }

    /// The fence alone: of two creations of the next segment one is acknowledged.
    private static func fences(_ place: ReplicaPlace, rounds: UInt64) async throws {
        guard let pageSize = PageSize(bytes: 4_096) else { throw LifeFailure("4,096 bytes are no page") }
        // Another database in the same store, so that the daemons find nothing of it.
        let database = DatabaseID(named: "fences")
        let store = ReplicaStore(objects: place.objects, database: database, key: place.key, limits: place.limits)
        let end = ChainEnd(timeline: 1, hash: 1, databasePages: 1, timestamp: place.surroundings.now())
        for sequence in 1...rounds {
            var end = end
            end.sequence = sequence - 1
            let racers = try (0..<2).map { _ in
                let header = end.next(
                    .segment, of: database, key: place.key, pageSize: pageSize, databasePages: 1, hash: 1,
                    now: place.surroundings.now(), writer: place.surroundings.word(), salt: place.surroundings.salt())
                return (header, try header.sealed(payload: nil, key: place.key, limits: place.limits))
            }
            let key = ReplicaKey.segment(database, timeline: 1, sequence: sequence)
            let verdicts = try await withThrowingTaskGroup(of: FenceVerdict.self) { group in
                for (header, bytes) in racers {
                    group.addTask { try await store.create(bytes, header: header, under: key) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let winners = verdicts.count { $0 == .acknowledged }
            let losers = verdicts.count { if case .fenced = $0 { true } else { false } }
            try demand(winners == 1 && losers == 1, "two writers of sequence \(sequence) were told \(verdicts)")
        }
    }

    private struct Racer {
        var running: RunningReplica
        var ledger: Ledger
        var acknowledged = 0
    }

    private static func daemons(_ place: ReplicaPlace, seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let scratch = try Scratch()
        let (mine, copied) = (scratch.path + "/mine", scratch.path + "/copied")
        var ledger = Ledger(seed: seed)
        let first = try await RunningReplica.start(in: mine, at: place)
        for _ in 0..<Int.random(in: 1...8, using: &generator) { try await ledger.write(to: first.database) }
        try await first.settle()
        if let error = try await first.stop() { throw error }
        try FileManager.default.copyItem(atPath: mine, toPath: copied)

        let shared = ledger.number
        var racers: [Racer] = []
        for (number, directory) in [mine, copied].enumerated() {
            ledger.branch(seed: seed ^ UInt64(number + 1) << 32)
            racers.append(Racer(running: try await RunningReplica.start(in: directory, at: place), ledger: ledger))
        }
        for _ in 0..<Int.random(in: 2...10, using: &generator) {
            for index in racers.indices {
                try await racers[index].ledger.write(to: racers[index].running.database)
                guard Bool.random(using: &generator) else { continue }
                if await racers[index].running.replicator.acknowledged(withinMilliseconds: 500) {
                    racers[index].acknowledged = racers[index].ledger.number
                }
            }
        }
        var winners: [Racer] = []
        for racer in racers {
            do {
                try await racer.running.settle()
                winners.append(racer)
            } catch let failure as LifeFailure {
                try demand(racer.running.stopReason != nil, "the loser does not know it: \(failure)")
                try demand(
                    racer.acknowledged <= shared, "the loser was promised transaction \(racer.acknowledged)")
            }
        }
        try demand(winners.count == 1, "\(winners.count) of two writers won")
        for racer in racers {
            let error = try await racer.running.stop()
            let hasWon = racer.running === winners[0].running
            try demand((error == nil) == hasWon, "a writer ended with \(error.map { "\($0)" } ?? "nothing")")
        }
        try await place.prove(databaseIn: winners[0].running.database.path, in: scratch, ledger: winners[0].ledger)
    }
}
