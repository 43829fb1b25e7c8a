import ReplicaLives
import Replication
import Synchronization
import Testing

@testable import Replicator

@Suite("Runs")
struct UpkeepCompactionTests {
    @Test("Compaction leaves every point restorable, byte for byte, and does nothing twice")
    func compaction() async throws {
        var lab = try await UpkeepLab(seed: 1)
        for number in 1...50 {
            try await lab.ship(after: 9_000)
            if number % 10 == 0 { try lab.keepFile() }
        }
        let upkeep = lab.upkeep
        let report = try await upkeep.compact()
        #expect(report.runs > 10)
        let manifest = try #require(try await lab.store.contents().manifest)
        #expect(Set(manifest.runs.map(\.level)) == [1, 2])
        for state in lab.shipped where state.point.sequence % 10 < 2 { try await lab.check(state) }
        try await lab.plan(lab.shipped, in: lab.objects)

        _ = lab.objects.takeRequests()
        #expect(try await upkeep.compact() == UpkeepReport())
        let again = try #require(lab.objects.takeRequests()[.get])
        // Another process finds the same, and has to read the headers of the three segments that are in no run.
        #expect(try await lab.upkeep.compact() == UpkeepReport())
        #expect(lab.objects.takeRequests()[.get] == again + 3)
    }

    @Test("The bytes of a merge are bounded")
    func bounded() async throws {
        var lab = try await UpkeepLab(seed: 2)
        for _ in 1...12 { try await lab.ship(after: 5_000) }
        lab.policy.mergeBytes = 1
        #expect(try await lab.upkeep.compact() == UpkeepReport())
        #expect(lab.names("run").isEmpty)
    }

    @Test("A segment that is damaged is not merged")
    func damage() async throws {
        var lab = try await UpkeepLab(seed: 3)
        for _ in 1...12 { try await lab.ship(after: 5_000) }
        lab.objects.corrupt(try #require(lab.names("seg").dropFirst(2).first), at: 300)
        await #expect(throws: ObjectError.self) { try await lab.upkeep.compact() }
        #expect(lab.names("run").isEmpty)
    }

    @Test("A crash at any step leaves every point restorable", arguments: [false, true])
    func crash(isServed: Bool) async throws {
        var lab = try await UpkeepLab(seed: 4)
        for _ in 1...9 { try await lab.ship(after: 9_000) }
        let before = lab.objects.objects
        var step = 0
        while true {
            let objects = MemoryObjectStore(before)
            guard
                try await UpkeepCrash.at(
                    step, isServed: isServed, in: objects, { _ = try await lab.upkeep(in: objects).compact() })
            else { break }
            try await lab.plan(lab.shipped, in: objects)
            _ = try await lab.upkeep(in: objects).compact()
            try await lab.plan(lab.shipped, in: objects)
            #expect(!lab.names("run", in: objects).isEmpty)
            step += 1
        }
        #expect(step > 8)
    }
}

/// A process that stops while it talks to the store.
enum UpkeepCrash {
    /// Lets everything fail from the request `step` on, which may be served all the same; false when there was none.
    static func at(
        _ step: Int, isServed: Bool, in objects: MemoryObjectStore, _ body: () async throws -> Void
    ) async throws -> Bool {
        let counter = Counter()
        objects.onRequest { _, _ in
            let number = counter.next()
            if number < step { return nil }
            return number == step && isServed ? .lostAcknowledgement : .unavailable
        }
        defer { objects.onRequest(nil) }
        do {
            try await body()
        } catch {
            guard counter.count > step else { throw error }
        }
        return counter.count > step
    }

    private final class Counter: Sendable {
        private let state = Mutex(0)
        var count: Int { state.withLock { $0 } }
        func next() -> Int {
            state.withLock { count in
                defer { count += 1 }
                return count
            }
        }
    }
}
