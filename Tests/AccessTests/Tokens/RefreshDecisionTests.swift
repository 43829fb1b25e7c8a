import Support
import Testing

@testable import Access

@Suite struct RefreshDecisionTests {
    static let day: Int64 = 86_400_000
    static let start: Int64 = 1_735_689_600_000

    /// A family whose newest token is the fourth, given out at `start`, and which lives for 30 days.
    static func state(
        generation: Int64 = 3, isRevoked: Bool = false, isAccountDisabled: Bool = false, familyEpoch: Int64 = 2
    ) -> RefreshState {
        RefreshState(
            generation: generation, newestGeneration: 3, newestIssuedAt: start, endsAt: start + 30 * day,
            isRevoked: isRevoked, isAccountDisabled: isAccountDisabled, familyEpoch: familyEpoch, accountEpoch: 2)
    }

    @Test(
        arguments: [
            // The newest, from its first moment to the end of its idle time.
            (state(), 0, .rotate), (state(), 9_999, .rotate), (state(), 14 * day - 1, .rotate),
            (state(), 14 * day, .refuse(.idle)), (state(), -day, .rotate),
            // Its parent, within ten seconds and not a millisecond longer; a clock that goes back does not open the grace.
            (state(generation: 2), 0, .giveSuccessorAgain), (state(generation: 2), 10_000, .giveSuccessorAgain),
            (state(generation: 2), 10_001, .revokeFamily), (state(generation: 2), -10_000, .giveSuccessorAgain),
            (state(generation: 2), -10_001, .revokeFamily), (state(generation: 2), -day, .revokeFamily),
            // Its grandparent and older, at any time; and one that the family cannot have.
            (state(generation: 1), 0, .revokeFamily), (state(generation: 0), 1, .revokeFamily),
            (state(generation: 4), 0, .revokeFamily),
            // Nothing of a family that is over.
            (state(isRevoked: true), 0, .refuse(.revoked)),
            (state(generation: 2, isRevoked: true), 0, .refuse(.revoked)),
            (state(generation: 0, isRevoked: true), 0, .refuse(.revoked)),
            (state(isAccountDisabled: true), 0, .refuse(.accountDisabled)),
            (state(familyEpoch: 1), 0, .refuse(.oldEpoch)),
            (state(generation: 2, familyEpoch: 1), 0, .refuse(.oldEpoch)), (state(), 30 * day, .refuse(.ended)),
        ] as [(RefreshState, Int64, RefreshDecision)])
    func decides(state: RefreshState, after milliseconds: Int64, expected: RefreshDecision) {
        #expect(RefreshDecision(state, now: Self.start + milliseconds) == expected)
    }

    @Test func theEndOfTheFamilyIsExact() {
        var state = Self.state()
        state.endsAt = Self.start + 1_000
        #expect(RefreshDecision(state, now: Self.start + 999) == .rotate)
        #expect(RefreshDecision(state, now: Self.start + 1_000) == .refuse(.ended))
    }

    /// Any mixture of good and bad uses: at most one token is usable beside its parent, and a copy never outlives its use.
    @Test func aStolenTokenNeverLivesOnBesideItsOwner() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<20_000 {
            var state = Self.state(generation: 0)
            state.newestGeneration = 0
            var now = Self.start
            for _ in 0..<12 {
                now += Int64.random(in: 0...30_000, using: &random)
                state.generation = Int64.random(in: 0...state.newestGeneration, using: &random)
                switch RefreshDecision(state, now: now) {
                case .rotate:
                    #expect(state.generation == state.newestGeneration && !state.isRevoked)
                    state.newestGeneration += 1
                    state.newestIssuedAt = now
                case .giveSuccessorAgain:
                    #expect(state.generation + 1 == state.newestGeneration && now - state.newestIssuedAt <= 10_000)
                case .revokeFamily:
                    #expect(!state.isRevoked && state.generation < state.newestGeneration)
                    state.isRevoked = true
                case .refuse(let refusal): #expect(refusal == .revoked && state.isRevoked)
                }
            }
        }
    }
}

@Suite struct RefreshTokenTests {
    @Test func isReadAsItIsWritten() throws {
        var random = SplitMix64(seed: 5)
        let token = RefreshToken(using: &random)
        #expect(token.text.hasPrefix("gsr_") && token.text.utf8.count == 47)
        let again = try RefreshToken(token.text).orThrow()
        #expect(again.text == token.text && again.digest == token.digest && token.digest.count == 32)
        #expect("\(token)" == "gsr_…")
    }

    @Test(arguments: [
        "", "gsr_", "gsc_" + String(repeating: "A", count: 43), "gsr_" + String(repeating: "A", count: 42),
        "gsr_" + String(repeating: "A", count: 44), "gsr_" + String(repeating: "A", count: 42) + "=",
        "gsr_" + String(repeating: "A", count: 42) + "B", "GSR_" + String(repeating: "A", count: 43),
        " gsr_" + String(repeating: "A", count: 42), String(repeating: "A", count: 1_000_000),
    ])
    func refusesEverythingElse(text: String) {
        #expect(RefreshToken(text) == nil)
    }

    @Test func theSuccessorNeedsBothTheTokenAndTheSalt() {
        var random = SplitMix64(seed: 5)
        let tokens = [RefreshToken(using: &random), RefreshToken(using: &random)]
        let salts = [RandomBytes.make(32, using: &random), RandomBytes.make(32, using: &random)]
        let successors = tokens.flatMap { token in salts.map { token.successor(salt: $0).text } }
        #expect(Set(successors + tokens.map(\.text)).count == 6)
        #expect(tokens[0].successor(salt: salts[0]).text == successors[0])
        #expect(RefreshToken(successors[0]) != nil)
    }
}
