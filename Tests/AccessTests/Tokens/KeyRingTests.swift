import Support
import Testing

@testable import Access

@Suite struct KeyRingTests {
    @Test func aRotationMovesEachKeyOn() throws {
        var random = SplitMix64(seed: 3)
        let first = try KeyRing.fresh(.eddsa, now: 100, using: &random).orThrow()
        #expect(first.previous == nil && first.rotatedAt == 100)
        let second = try first.rotated(to: .eddsa, now: 200, using: &random).orThrow()
        #expect(second.current.id == first.next.id && second.previous?.id == first.current.id)
        #expect(second.rotatedAt == 200 && second.next.createdAt == 200)
        let third = try second.rotated(to: .eddsa, now: 300, using: &random).orThrow()
        #expect(third.previous?.id == second.current.id && third.all.count == 3)
        #expect(!third.all.contains { $0.id == first.current.id })
    }

    @Test func anotherAlgorithmStartsWithNewKeys() throws {
        var random = SplitMix64(seed: 3)
        let old = try KeyRing.fresh(.hs256, now: 100, using: &random).orThrow()
        let new = try old.rotated(to: .eddsa, now: 200, using: &random).orThrow()
        #expect(new.current.algorithm == .eddsa && new.next.algorithm == .eddsa)
        #expect(new.previous?.id == old.current.id && new.previous?.algorithm == .hs256)
        #expect(!new.all.contains { $0.id == old.next.id })
    }

    @Test(arguments: TokenAlgorithm.allCases)
    func tokensOfThePreviousKeyLiveToTheirEnd(algorithm: TokenAlgorithm) throws {
        let scenario = try TokenScenario()
        var random = scenario.random
        let token = try scenario.token()
        let rotated = try scenario.ring.rotated(to: algorithm, now: scenario.now + 60, using: &random).orThrow()
        func refusal(_ ring: KeyRing, at moment: Int64) -> AccessTokenError? {
            do throws(AccessTokenError) {
                _ = try ring.claims(of: token, rules: scenario.rules, now: moment)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal(rotated, at: scenario.now + 60) == nil)
        #expect(refusal(rotated, at: scenario.now + 929) == nil)
        #expect(refusal(rotated, at: scenario.now + 60 + 1_830) == .expired)
        // After the longest life of a token the key is of no use to whoever may have it.
        #expect(refusal(rotated, at: scenario.now + 60 + 1_831) == .unknownKey)
        let twice = try rotated.rotated(to: algorithm, now: scenario.now + 61, using: &random).orThrow()
        #expect(refusal(twice, at: scenario.now + 61) == .unknownKey)
    }

    @Test(arguments: [
        (0, TokenAlgorithm.hs256, false), (99, .hs256, false), (100, .hs256, true), (0, .eddsa, true),
    ])
    func isDueAfterItsLifeAndForAnotherAlgorithm(age: Int64, algorithm: TokenAlgorithm, due: Bool) throws {
        var random = SplitMix64(seed: 3)
        let ring = try KeyRing.fresh(.hs256, now: 1_000, using: &random).orThrow()
        #expect(ring.isDue(algorithm, lifetimeSeconds: 100, now: 1_000 + age) == due)
    }

    @Test func aGeneratorThatRepeatsItselfMakesNoRing() {
        struct Stuck: RandomNumberGenerator {
            mutating func next() -> UInt64 { 7 }
        }
        var random = Stuck()
        #expect(KeyRing.fresh(.hs256, now: 1, using: &random) == nil)
    }
}
