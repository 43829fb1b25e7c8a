import Resilience
import Support
import Synchronization
import Testing

@testable import ObjectStore

@Suite struct ResilientObjectStoreTests {
    /// Thousands of lives of one writer, on a store that fails as a seed says, against what it was told.
    @Test(arguments: 0..<20) func keepsItsWordOnAStoreThatFails(_ block: UInt64) async throws {
        for seed in (block * 250)..<(block * 250 + 250) {
            let memory = MemoryObjectStore()
            let (store, _) = UnreliableObjectStore.borne(memory, seed: seed, percent: 50)
            var random = SplitMix64(seed: seed)
            var expected: [ObjectKey: [UInt8]] = [:]
            for step in 0..<8 {
                let key = try ObjectKey("k/\(UInt8.random(in: 0..<3, using: &random))")
                let bytes = [UInt8(step), UInt8.random(in: 0...255, using: &random)]
                switch UInt8.random(in: 0..<4, using: &random) {
                case 0:
                    try await store.put(bytes, under: key)
                    expected[key] = bytes
                case 1, 2:
                    do {
                        try await store.create(bytes, under: key)
                        #expect(expected[key] == nil, "seed \(seed)")
                        expected[key] = bytes
                    } catch ObjectStoreError.alreadyExists {
                        #expect(expected[key] != nil, "seed \(seed)")
                    }
                default:
                    try await store.delete(key)
                    expected[key] = nil
                }
                #expect(memory.contents == expected, "seed \(seed), step \(step)")
            }
            let listed = try await store.list(prefix: "", after: nil, limit: 9).map(\.key)
            #expect(listed == expected.keys.sorted(), "seed \(seed)")
        }
    }

    /// Two writers of one key, each with bytes of its own: one believes to have created it, and has.
    @Test func letsOneOfTwoWinOnAStoreThatFails() async throws {
        for seed in UInt64(0)..<1_000 {
            let memory = MemoryObjectStore()
            let key = try ObjectKey("fence")
            let winners = try await withThrowingTaskGroup(of: UInt8?.self) { group in
                for writer in UInt8(0)..<2 {
                    let (store, _) = UnreliableObjectStore.borne(memory, seed: seed * 2 + UInt64(writer), percent: 60)
                    group.addTask {
                        do { try await store.create([writer], under: key) } catch ObjectStoreError.alreadyExists {
                            return nil
                        }
                        return writer
                    }
                }
                return try await group.reduce(into: [UInt8]()) { all, one in if let one { all.append(one) } }
            }
            #expect(winners.count == 1, "seed \(seed)")
            #expect(memory.contents[key] == winners, "seed \(seed)")
        }
    }

    /// An acknowledgement that was lost: the object is our own, or it is not.
    @Test(arguments: [([UInt8]([1, 2]), true), ([1, 3], false), ([], false)])
    func knowsItsOwnObject(_ stored: [UInt8], _ isOwn: Bool) async throws {
        let key = try ObjectKey("k")
        let attempts = Mutex(0)
        let memory = MemoryObjectStore()
        let script = InterceptedStore(memory) {
            guard
                attempts.withLock({
                    $0 += 1; return $0
                }) == 1
            else { return }
            try await memory.put(stored, under: key)
            throw ObjectStoreError.unavailable(
                operation: "create", subject: "k", reason: "lost", retryAfterMilliseconds: nil)
        }
        let store = Self.around(script)
        if isOwn {
            try await store.create([1, 2], under: key)
        } else {
            await #expect(throws: ObjectStoreError.alreadyExists(key: key)) {
                try await store.create([1, 2], under: key)
            }
        }
    }

    /// Without an attempt before it, an object of the same bytes is another's.
    @Test func takesNothingForItsOwnAtTheFirstAttempt() async throws {
        let memory = MemoryObjectStore()
        let key = try ObjectKey("k")
        try await memory.put([1], under: key)
        await #expect(throws: ObjectStoreError.alreadyExists(key: key)) {
            try await Self.around(memory).create([1], under: key)
        }
    }

    @Test func leavesAStoreAloneThatKeepsFailing() async throws {
        let calls = Mutex(0)
        let script = InterceptedStore(MemoryObjectStore()) {
            calls.withLock { $0 += 1 }
            throw ObjectStoreError.unavailable(
                operation: "create", subject: "k", reason: "down", retryAfterMilliseconds: nil)
        }
        let store = Self.around(script, attempts: 3, failuresToOpen: 5)
        let key = try ObjectKey("k")
        await #expect { try await store.create([1], under: key) } throws: {
            "\($0)" == "Could not create k for now: down. Given up after 3 attempts (attempts)."
        }
        for _ in 0..<10 { _ = try? await store.create([1], under: key) }
        #expect(calls.withLock { $0 } == 5)
        await #expect { try await store.create([1], under: key) } throws: {
            guard case ObjectStoreError.unavailable(_, _, _, let wait) = $0 else { return false }
            return wait ?? 0 > 0
        }
        #expect(store.tally.state == .open)
    }

    @Test func triesWhatStaysOnlyOnce() async throws {
        let calls = Mutex(0)
        let script = InterceptedStore(MemoryObjectStore()) {
            calls.withLock { $0 += 1 }
            throw ObjectStoreError.failed(operation: "create", subject: "k", reason: "the key is wrong")
        }
        let key = try ObjectKey("k")
        await #expect(
            throws: ObjectStoreError.failed(operation: "create", subject: "k", reason: "the key is wrong")
        ) { try await Self.around(script).create([1], under: key) }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test(arguments: [(0, 1, 1), (9, 4, 3), (1_000, 100, 1), (1_001, 7, 64), (5, 0, 0)])
    func readsPartsAtATime(_ size: Int, _ partBytes: Int, _ atOnce: Int) async throws {
        let memory = MemoryObjectStore()
        let key = try ObjectKey("k")
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        try await memory.put(bytes, under: key)
        #expect(try await memory.get(key, partBytes: partBytes, atOnce: atOnce) == bytes)
        #expect(memory.mostAtOnce <= max(atOnce, 1))
        let missing = try ObjectKey("none")
        await #expect(throws: ObjectStoreError.notFound(key: missing)) {
            try await memory.get(missing, partBytes: 1, atOnce: 1)
        }
    }

    @Test func handsRangesOnAndStopsAtTheFirstFailure() async throws {
        let memory = MemoryObjectStore()
        let key = try ObjectKey("k")
        try await memory.put(Array(0..<100), under: key)
        let found = Mutex<[Int: [UInt8]]>([:])
        try await memory.read(key, ranges: [5..<7, 0..<1, 99..<100], atOnce: 2) { range, bytes in
            found.withLock { $0[range.lowerBound] = bytes }
        }
        #expect(found.withLock { $0 } == [5: [5, 6], 0: [0], 99: [99]])
        await #expect(throws: ObjectStoreError.rangeInvalid(key: key, range: 99..<101, sizeBytes: 100)) {
            try await memory.read(key, ranges: [99..<101], atOnce: 2) { _, _ in }
        }
    }

    @Test func probesWhetherConditionsCount() async throws {
        let probe = try ConditionalWriteProbe(nonce: 255)
        #expect(probe.key.description == "probe/ff")
        let memory = MemoryObjectStore()
        #expect(try await probe.run(on: memory) == .enforced)
        #expect(memory.contents.isEmpty)
        #expect(try await probe.run(on: MemoryObjectStore(ignoresConditions: true)) == .ignored)
        #expect(try await probe.run(on: MemoryObjectStore(overwritesAndRefuses: true)) == .ignored)
    }

    private static func around(
        _ store: any ObjectStore, attempts: Int = 5, failuresToOpen: Int = 100
    ) -> ResilientObjectStore {
        let time = VirtualTime(seed: 1)
        let target = OutgoingTarget(
            name: "test",
            policy: RetryPolicy(
                attempts: attempts, backoff: Backoff(firstMilliseconds: 1, mostMilliseconds: 1),
                attemptMilliseconds: VirtualTime.limit, deadlineMilliseconds: 1_000_000),
            breaker: CircuitBreaker(failuresToOpen: failuresToOpen, openMilliseconds: 1_000), time: time.callTime)
        return ResilientObjectStore(around: store, target: target, slowestBytesPerSecond: .max)
    }
}
