import ObjectStore
import ReplicaLives
import Replication
import Synchronization
import Testing

@testable import Replicator

@Suite("Changing the manifest")
struct StoreManifestTests {
    private func add(_ number: Int64, to store: ReplicaStore, _ writer: Word128, seed: UInt64) async throws {
        _ = try await store.updateManifest(writer: writer, surroundings: StoreScenario.surroundings(seed: seed)) {
            $0.tombstones["object \(number)"] = number
        }
    }

    @Test("Two who change it at the same time both get their changes in, over memory and a directory")
    func contention() async throws {
        let scratch = try Scratch()
        let directory = try await DirectoryObjectStore(root: scratch.path + "/store")
        for objects in [MemoryObjectStore(), directory] as [any ObjectStore] {
            let store = ReplicaStore(objects: objects, database: StoreScenario.database, key: try StoreScenario.key(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in UInt64(1)...2 {
                    group.addTask {
                        for number in 0..<20 {
                            let number = Int64(number) * 2 + Int64(writer)
                            try await add(number, to: store, Word128(UInt128(writer)), seed: UInt64(number))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let contents = try await store.contents()
            #expect(contents.manifest?.tombstones.values.sorted() == Array(1...40))
            #expect(contents.manifest?.generation == 40)
            let names = try await objects.list(
                prefix: ReplicaKey.prefix(of: store.database) + "manifest/", after: nil, limit: 100)
            #expect(names.count == Limits.newestManifests)
        }
    }

    @Test("One who was slow does not bring back a generation that was left behind")
    func slow() async throws {
        let scenario = try StoreScenario()
        let store = scenario.store
        let others = ReplicaStore(
            objects: scenario.objects, database: store.database, key: store.key)
        try await add(1, to: store, 1, seed: 1)
        let isFirst = Mutex(true)
        scenario.objects.onRequest { operation, _ in
            guard operation == .create,
                isFirst.withLock({ first in
                    defer { first = false }; return first
                })
            else { return nil }
            return .meanwhile {
                for number in 0..<20 { try await add(Int64(100 + number), to: others, 2, seed: UInt64(100 + number)) }
            }
        }
        try await add(2, to: store, 1, seed: 2)
        let manifest = try #require(try await store.contents().manifest)
        #expect(manifest.tombstones.count == 22 && manifest.generation == 22)
    }

    @Test("One who always loses says so, and a lost answer is thrown")
    func hopeless() async throws {
        let scenario = try StoreScenario()
        let store = scenario.store
        let seeds = Mutex<UInt64>(1_000)
        let isOther = Mutex(false)
        scenario.objects.onRequest { operation, _ in
            guard operation == .create, !isOther.withLock({ $0 }) else { return nil }
            return .meanwhile {
                isOther.withLock { $0 = true }
                let seed = seeds.withLock { seed in
                    seed += 1; return seed
                }
                try await add(Int64(seed), to: store, 2, seed: seed)
                isOther.withLock { $0 = false }
            }
        }
        await #expect(throws: ReplicatorError.manifestContended(attempts: Limits.manifestAttempts)) {
            try await add(1, to: store, 1, seed: 1)
        }
        scenario.objects.onRequest { operation, _ in operation == .create ? .lostAcknowledgement : nil }
        await #expect(throws: ObjectStoreError.self) { try await add(2, to: store, 1, seed: 2) }
        scenario.objects.onRequest(nil)
        try await add(2, to: store, 1, seed: 3)
        #expect(try await store.contents().manifest?.tombstones["object 2"] == 2)
    }
}
