internal import ObjectStore
internal import Replication
internal import Replicator
internal import Support

/// A store that misbehaves while a database is written, shipped, tidied and restarted: nothing acknowledged is lost.
package enum StoreLife: Life {
    package static let name = "store"
    package static let unit = "lives with a misbehaving store"
    package static let whole = 5_000

    package static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        try await LifeClock.during(seed: seed) { clock in
            var generator = SplitMix64(seed: seed)
            let scratch = try Scratch()
            let store = MisbehavingStore(MemoryObjectStore(), seed: seed, clock: clock)
            let place = try ReplicaPlace(objects: store.borne, surroundings: clock.surroundings)
            let directory = scratch.path + "/source"
            var ledger = Ledger(seed: seed)
            var acknowledged = 0
            store.misbehave(percent: 30)
            var running = try await RunningReplica.start(in: directory, at: place)
            for _ in 0..<(size == .short ? 15 : 40) {
                switch Int.random(in: 0..<16, using: &generator) {
                case 0: store.misbehave(percent: [0, 10, 30, 60, 100].randomElement(using: &generator) ?? 0)
                case 1: try await tolerate { _ = try await running.upkeep.compact() }
                case 2: try await tolerate { _ = try await running.upkeep.retain() }
                case 3: try await tolerate { _ = try await running.upkeep.sample() }
                case 4: try await tolerate { _ = try await running.upkeep.prove(snapshot: true) { _ in } }
                case 5:
                    if let error = try await running.stop() { throw error }
                    running = try await RunningReplica.start(in: directory, at: place)
                case 6: try await clock.sleep(Int.random(in: 0...40_000, using: &generator))
                case 7, 8:
                    if await running.replicator.acknowledged(withinMilliseconds: 3_000) { acknowledged = ledger.number }
                default:
                    for _ in 0..<Int.random(in: 1...4, using: &generator) {
                        try await ledger.write(to: running.database)
                    }
                }
                if let reason = running.stopReason { throw LifeFailure("the replicator stopped: \(reason)") }
            }
            // What was promised is there whatever the store does, also when the machine is lost now.
            store.misbehave(percent: 0)
            if acknowledged > 0 {
                let path = scratch.fresh("lost.db")
                try await patiently(clock) { _ = try await place.restore(to: path) }
                _ = try ledger.found(in: path, least: acknowledged)
            }
            try await place.prove(running, in: scratch, ledger: ledger)
            try demand(store.hasMisbehaved, "nothing happened to any request")
            return 1
        }
    }

    /// Upkeep may fail for want of the store, or before there is a replica, and for nothing else.
    private static func tolerate(_ round: () async throws -> Void) async throws {
        do { try await round() } catch ReplicatorError.manifestContended {
        } catch PlanError.nothing {
        } catch let error as ObjectStoreError where error.isTransient {}
    }

    /// The breaker opens and closes in its time.
    private static func patiently(_ clock: LifeClock, _ work: () async throws -> Void) async throws {
        for _ in 0..<20 {
            do { return try await work() } catch let error as ObjectStoreError where error.isTransient {
                try await clock.sleep(1_000)
            }
        }
        try await work()
    }
}
