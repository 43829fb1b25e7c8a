import Testing

@testable import Access

@Suite struct KeyTermsTests {
    private static let free = Tier.shipped.first { $0.name == "free" }

    struct Case: Sendable, CustomTestStringConvertible {
        let terms: KeyTerms
        let expected: Result<[Permission]?, KeyTermsError>
        var testDescription: String { "\(terms)" }

        init(_ terms: KeyTerms, _ permissions: [Permission]?) {
            self.terms = terms
            expected = .success(permissions)
        }

        init(_ terms: KeyTerms, refused: KeyTermsError) {
            self.terms = terms
            expected = .failure(refused)
        }
    }

    /// For an owner with the role `viewer` and the tier `free`: 60 a minute, 1,000 a day.
    static let cases: [Case] = [
        Case(KeyTerms(), nil),
        Case(KeyTerms(scopes: ["*"]), nil),
        Case(KeyTerms(scopes: ["model:read"]), [.modelRead]),
        Case(KeyTerms(scopes: ["model:read", "prediction:read", "model:read"]), [.predictionRead, .modelRead]),
        Case(KeyTerms(scopes: []), refused: .scopesEmpty),
        Case(KeyTerms(scopes: ["model:fly"]), refused: .scopeUnknown(.init(text: "model:fly"))),
        Case(KeyTerms(scopes: ["model:write"]), refused: .scopesBeyondOwner([.modelWrite])),
        Case(KeyTerms(scopes: ["prediction:*"]), refused: .scopesBeyondOwner([.predictionWrite])),
        Case(KeyTerms(expiresInDays: 1), nil),
        Case(KeyTerms(expiresInDays: KeyLimits.expiryDays), nil),
        Case(KeyTerms(expiresInDays: 0), refused: .expiryOutOfRange),
        Case(KeyTerms(expiresInDays: KeyLimits.expiryDays + 1), refused: .expiryOutOfRange),
        Case(KeyTerms(expiresInDays: .min), refused: .expiryOutOfRange),
        Case(KeyTerms(perMinute: 60, perDay: 1_000), nil),
        Case(KeyTerms(perMinute: 0), refused: .limitOutOfRange(field: "rate_limit_per_minute")),
        Case(
            KeyTerms(perMinute: 61), refused: .limitAboveTier(field: "rate_limit_per_minute", tier: "free", limit: 60)),
        Case(KeyTerms(perDay: -1), refused: .limitOutOfRange(field: "daily_quota")),
        Case(KeyTerms(perDay: 1_001), refused: .limitAboveTier(field: "daily_quota", tier: "free", limit: 1_000)),
    ]

    @Test(arguments: cases)
    func aKeyIsOnlyEverNarrower(_ example: Case) {
        let found: Result<[Permission]?, KeyTermsError>
        do {
            found = .success(try example.terms.scopes(owner: Role.viewer.permissions, tier: Self.free))
        } catch {
            found = .failure(error)
            #expect(error.description.hasSuffix("."))
        }
        #expect(found == example.expected)
    }

    @Test func withoutALimitOfTheTierAnyBoundedOneWillDo() throws {
        let enterprise = Tier.shipped.first { $0.name == "enterprise" }
        let terms = KeyTerms(perMinute: KeyLimits.requests, perDay: KeyLimits.requests)
        #expect(try terms.scopes(owner: .all, tier: enterprise) == nil)
        #expect(throws: KeyTermsError.limitOutOfRange(field: "daily_quota")) {
            try KeyTerms(perDay: KeyLimits.requests + 1).scopes(owner: .all, tier: enterprise)
        }
    }
}
