import Access
import Storage
import Testing

@testable import Appliance

@Suite struct PrincipalCacheTests {
    @Test func whatIsUsedStaysAndTheRestGoes() {
        var cache = TwoGenerationCache<Int, Int>(capacity: 4)
        for number in 0..<100 {
            cache.store(number, for: number)
            #expect(cache.value(for: 0) == 0, "It is asked for each time.")
            #expect(cache.count <= 8)
        }
        #expect(cache.value(for: 99) == 99 && cache.value(for: 50) == nil)
        cache.store(-1, for: 99)
        #expect(cache.value(for: 99) == -1)
        cache.removeAll()
        #expect(cache.count == 0 && cache.value(for: 99) == nil)
    }

    @Test func aStoredValueIsNeverHeldTwice() {
        var cache = TwoGenerationCache<Int, Int>(capacity: 2)
        for number in [1, 2, 3, 1, 2, 3, 3, 1] { cache.store(number, for: number) }
        #expect(cache.count <= 3)
    }

    /// Whoever tries key after key crowds out nobody who has one.
    @Test func strangersCannotMakeItGrow() {
        let cache = PrincipalCache(capacity: 4, strangers: 4)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<1_000 {
            let digest = APIKey(using: &random).digest
            guard case .open(let question) = cache.key(digest) else {
                Issue.record("It is new.")
                return
            }
            cache.remember(nil, for: digest, answering: question)
            guard case .stranger = cache.key(digest) else {
                Issue.record("It was just remembered.")
                return
            }
        }
        #expect(cache.count <= 8)
    }

    @Test func anAnswerFromBeforeAChangeIsNotRemembered() {
        let cache = PrincipalCache()
        var random = SystemRandomNumberGenerator()
        let digest = APIKey(using: &random).digest
        guard case .open(let question) = cache.key(digest) else { return }
        cache.forgetAll()
        cache.remember(nil, for: digest, answering: question)
        guard case .open = cache.key(digest) else {
            Issue.record("What was read before the change may not hold.")
            return
        }
    }

    @Test func lastUsesAreBounded() async throws {
        try await TestAppliance.run { appliance in
            let uses = KeyUses(store: appliance.parts.keys, logger: appliance.parts.logger, capacity: 2)
            let time = appliance.clock.clock.now()
            for key: Int64 in 1...3 { uses.note(key, at: time) }
            #expect([1, 2, 3].map { uses.unwritten($0) != nil } == [true, true, false])
            await uses.flush()
            #expect(uses.unwritten(1) == nil)
            uses.note(3, at: time)
            #expect(uses.unwritten(3) == time)
        }
    }

    @Test func lastUsesThatCannotBeWrittenWait() async throws {
        try await TestAppliance.run { appliance in
            let uses = appliance.parts.keyUses
            let time = appliance.clock.clock.now()
            uses.note(1, at: time)
            try await appliance.parts.database.close()
            await uses.flush()
            #expect(uses.unwritten(1) == time)
        }
    }
}
