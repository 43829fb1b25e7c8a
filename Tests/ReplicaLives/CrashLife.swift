internal import Foundation
internal import ObjectStore
internal import Programs
internal import Replicator
internal import Support
internal import Synchronization

/// The machine stops at any moment and starts again, within one process: the files are copied as they are.
///
/// `scripts/soak kill` does the same with real processes and SIGKILL.
package enum CrashLife: Life {
    package static let name = "crashes"
    package static let unit = "crashes and resumptions"
    package static let whole = 2_000

    package static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        try await LifeClock.during(seed: seed) { clock in
            var generator = SplitMix64(seed: seed)
            let scratch = try Scratch()
            let memory = MemoryObjectStore()
            var ledger = Ledger(seed: seed)
            var acknowledged = 0
            let lives = size == .short ? 4 : 12
            var directory = scratch.path + "/0"
            for life in 1...lives {
                let wire = CutWire(memory)
                let place = try ReplicaPlace(objects: wire, surroundings: clock.surroundings)
                let running = try await RunningReplica.start(in: directory, at: place, pageBytes: 1_024)
                for _ in 0..<Int.random(in: 0...12, using: &generator) {
                    try await ledger.write(to: running.database)
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0:
                        if await running.replicator.acknowledged(withinMilliseconds: 2_000) {
                            acknowledged = ledger.number
                        }
                    case 1: try await clock.sleep(Int.random(in: 0...60, using: &generator))
                    default: break
                    }
                }
                let next = scratch.path + "/\(life)"
                try FileManager.default.createDirectory(atPath: next, withIntermediateDirectories: true)
                let (from, to) = (directory, next)
                // No commit and no checkpoint comes between the files while the writer is held.
                try await running.database.onReplicaWriter { _ in
                    wire.cut()
                    try Scratch.copy(RunningReplica.path(in: from), to: RunningReplica.path(in: to))
                    // The spool may change meanwhile, as a crash may find it half written.
                    _ = try ChildProgram("/bin/cp", ["-r", from + "/spool", to + "/"], complaints: .dropped).wait()
                }
                _ = try await running.stop()
                directory = next
                try await check(memory, clock, scratch, ledger, acknowledged)
            }
            let place = try ReplicaPlace(objects: memory, surroundings: clock.surroundings)
            let last = try await RunningReplica.start(in: directory, at: place, pageBytes: 1_024)
            try await place.prove(last, in: scratch, ledger: ledger)
            return lives
        }
    }

    /// The machine is lost at this moment: everything acknowledged is in the replica.
    private static func check(
        _ store: MemoryObjectStore, _ clock: LifeClock, _ scratch: Scratch, _ ledger: Ledger, _ acknowledged: Int
    ) async throws {
        guard acknowledged > 0 else { return }
        let path = scratch.fresh("lost.db")
        let place = try ReplicaPlace(objects: store, surroundings: clock.surroundings)
        _ = try await place.restore(to: path)
        let found = try ledger.found(in: path, least: acknowledged)
        try demand(found.number <= ledger.number, "the replica has transactions that were never written")
    }
}

/// A way to a store that a crash cuts: what the dead process would still do reaches it no more.
private final class CutWire: ObjectStore {
    private let store: any ObjectStore
    private let isCut = Mutex(false)

    init(_ store: any ObjectStore) { self.store = store }

    func cut() { isCut.withLock { $0 = true } }

    private var end: any ObjectStore {
        get throws {
            guard isCut.withLock({ $0 }) else { return store }
            throw ObjectStoreError.unavailable(
                operation: "ask", subject: "the store", reason: "the machine has crashed", retryAfterMilliseconds: nil)
        }
    }

    func put(_ bytes: [UInt8], under key: ObjectKey) async throws { try await end.put(bytes, under: key) }

    func create(_ bytes: [UInt8], under key: ObjectKey) async throws { try await end.create(bytes, under: key) }

    func get(_ key: ObjectKey) async throws -> [UInt8] { try await end.get(key) }

    func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8] { try await end.get(key, range: range) }

    func head(_ key: ObjectKey) async throws -> ObjectInfo? { try await end.head(key) }

    func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo] {
        try await end.list(prefix: prefix, after: last, limit: limit)
    }

    func delete(_ key: ObjectKey) async throws { try await end.delete(key) }
}
