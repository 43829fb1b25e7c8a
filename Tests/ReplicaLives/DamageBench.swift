internal import ObjectStore
internal import Replication
internal import Replicator
internal import Support

/// A finished replica whose objects are damaged one after the other and put right again.
struct DamageBench {
    let scratch: Scratch
    let place: ReplicaPlace
    let store: MemoryObjectStore
    let ledger: Ledger

    /// Lives for a while: segments, runs, snapshots of several parts, manifests.
    static func make(seed: UInt64, steps: Int, compacts: Bool, clock: LifeClock) async throws -> DamageBench {
        let scratch = try Scratch()
        let store = MemoryObjectStore()
        let place = try ReplicaPlace(objects: store, surroundings: clock.surroundings)
        let running = try await RunningReplica.start(in: scratch.path + "/source", at: place, pageBytes: 1_024)
        var ledger = Ledger(seed: seed)
        for step in 0..<steps {
            try await ledger.write(to: running.database)
            try await running.settle()
            guard compacts else { continue }
            // Compaction waits for its time.
            try await clock.sleep(6_000)
            if step % 8 == 7 { _ = try await running.upkeep.compact() }
            if step == steps / 2 { _ = try await running.upkeep.prove(snapshot: true) { _ in } }
        }
        if let error = try await running.stop() { throw error }
        return DamageBench(scratch: scratch, place: place, store: store, ledger: ledger)
    }

    /// Restores the newest state and answers the error, or nil when the state came back exactly; a wrong or an older state
    /// is a ``LifeFailure``.
    func refusal(_ damage: String) async throws -> (any Error)? {
        let path = scratch.fresh("damaged.db")
        do { _ = try await place.restore(to: path) } catch { return error }
        do {
            _ = try ledger.found(in: path, least: ledger.number)
            return nil
        } catch {
            throw LifeFailure("\(damage) went unnoticed and something else was restored: \(error)")
        }
    }

    /// Runs `body` on a damaged store and puts right what it was.
    func damaged<Value>(_ body: (MemoryObjectStore) async throws -> Value) async throws -> Value {
        let before = store.objects
        defer { store.objects = before }
        return try await body(store)
    }
}
