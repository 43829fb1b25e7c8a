import GRDB
import Testing

@testable import Storage

@Suite struct OneTimeTokenTests {
    @Test(arguments: OneTimeTokenPurpose.allCases)
    func aTokenWorksOnce(purpose: OneTimeTokenPurpose) async throws {
        try await withTokens { tokens, scenario in
            let owner: Int64? = purpose == .setup ? nil : 1
            let token = try await tokens.issue(purpose, userID: owner, validFor: 600, origin: .minute(0))
            #expect(token.secret.utf8.count == 43)
            #expect(try await tokens.owner(of: token.secret, for: purpose, at: .minute(0)) == owner)
            #expect(try await tokens.redeem(token.secret, purpose, .minute(9)) == owner)
            await #expect(throws: OneTimeTokenError.notRedeemable) {
                try await tokens.redeem(token.secret, purpose, .minute(9))
            }
            #expect(try scenario.count == 0)
        }
    }

    @Test(arguments: [
        "", "x", String(repeating: "A", count: 43), String(repeating: "é", count: 10_000), "' OR 1 --",
    ])
    func whatWasNeverIssuedIsRefused(text: String) async throws {
        try await withTokens { tokens, _ in
            _ = try await tokens.issue(.passwordReset, userID: 1, validFor: 600, origin: .minute(0))
            await #expect(throws: OneTimeTokenError.notRedeemable) {
                try await tokens.redeem(text, .passwordReset, .minute(0))
            }
        }
    }

    @Test func itIsForItsPurposeAlone() async throws {
        try await withTokens { tokens, _ in
            let token = try await tokens.issue(.emailVerification, userID: 1, validFor: 600, origin: .minute(0))
            for other in OneTimeTokenPurpose.allCases where other != .emailVerification {
                await #expect(throws: OneTimeTokenError.notRedeemable) {
                    try await tokens.redeem(token.secret, other, .minute(0))
                }
            }
            #expect(try await tokens.redeem(token.secret, .emailVerification, .minute(0)) == 1)
        }
    }

    @Test func itEndsAtItsTimeAndNotBefore() async throws {
        try await withTokens { tokens, _ in
            let token = try await tokens.issue(.passwordReset, userID: 1, validFor: 600, origin: .minute(0))
            let last = Timestamp(millisecondsSince1970: Timestamp.minute(10).millisecondsSince1970 - 1)
            #expect(token.expiresAt == .minute(10))
            #expect(try await tokens.owner(of: token.secret, for: .passwordReset, at: last) == 1)
            await #expect(throws: OneTimeTokenError.notRedeemable) {
                try await tokens.owner(of: token.secret, for: .passwordReset, at: .minute(10))
            }
            await #expect(throws: OneTimeTokenError.notRedeemable) {
                try await tokens.redeem(token.secret, .passwordReset, .minute(10))
            }
        }
    }

    @Test func aNewOneEndsTheOlderOfTheSamePurposeAndAccount() async throws {
        try await withTokens { tokens, scenario in
            let first = try await tokens.issue(.passwordReset, userID: 1, validFor: 600, origin: .minute(0))
            let other = try await tokens.issue(.passwordReset, userID: 2, validFor: 600, origin: .minute(0))
            let email = try await tokens.issue(.emailVerification, userID: 1, validFor: 600, origin: .minute(0))
            let second = try await tokens.issue(.passwordReset, userID: 1, validFor: 600, origin: .minute(1))
            #expect(try scenario.count == 3)
            await #expect(throws: OneTimeTokenError.notRedeemable) {
                try await tokens.redeem(first.secret, .passwordReset, .minute(1))
            }
            #expect(try await tokens.redeem(second.secret, .passwordReset, .minute(1)) == 1)
            #expect(try await tokens.redeem(other.secret, .passwordReset, .minute(1)) == 2)
            #expect(try await tokens.redeem(email.secret, .emailVerification, .minute(1)) == 1)
        }
    }

    @Test func issuingClearsWhatHasExpired() async throws {
        try await withTokens { tokens, scenario in
            _ = try await tokens.issue(.passwordReset, userID: 1, validFor: 60, origin: .minute(0))
            _ = try await tokens.issue(.setup, userID: nil, validFor: 600, origin: .minute(0))
            _ = try await tokens.issue(.passwordReset, userID: 2, validFor: 60, origin: .minute(1))
            #expect(try scenario.count == 2)
        }
    }

    @Test func strangersCannotHaveManySentNorEndTheLatest() async throws {
        try await withTokens { tokens, _ in
            let issue = { (minute: Int) in
                try await tokens.issue(
                    .passwordReset, userID: 1, mailedTo: "user1@example.org", validFor: 600, unlessWithin: 120,
                    origin: .minute(minute))
            }
            let first = try #require(try await issue(0))
            #expect(try await issue(1) == nil)
            #expect(try await tokens.owner(of: first.secret, for: .passwordReset, at: .minute(1)) == 1)
            #expect(try await issue(2) != nil)
        }
    }

    @Test(arguments: [
        ("user1@example.org", true), ("USER1@example.org", false), ("old@example.org", false), ("", false),
    ])
    func nothingIsMailedToAnAddressThatTheAccountHasNot(address: String, isIssued: Bool) async throws {
        try await withTokens { tokens, scenario in
            for purpose in [OneTimeTokenPurpose.passwordReset, .emailVerification] {
                let token = try await tokens.issue(
                    purpose, userID: 1, mailedTo: address, validFor: 600, unlessWithin: 120, origin: .minute(0))
                #expect((token != nil) == isIssued)
            }
            #expect(try scenario.count == (isIssued ? 2 : 0))
            #expect(try scenario.actions.count == (isIssued ? 2 : 0), "what is not issued is not noted either")
        }
    }

    @Test(arguments: [
        ("UPDATE users SET email = 'new@example.org' WHERE id = 1", false, false),
        ("UPDATE users SET password_hash = 'y' WHERE id = 1", true, false),
        ("UPDATE users SET is_disabled = 1 WHERE id = 1", false, false),
        ("DELETE FROM users WHERE id = 1", false, false),
        ("UPDATE users SET email = email, password_hash = password_hash, tier = 'pro' WHERE id = 1", true, true),
        ("UPDATE users SET email = 'new@example.org', password_hash = 'y' WHERE id = 2", true, true),
    ])
    func aChangeOfTheAccountEndsWhatNoLongerHolds(sql: String, verifies: Bool, resets: Bool) async throws {
        try await withTokens { tokens, _ in
            let email = try await tokens.issue(.emailVerification, userID: 1, validFor: 600, origin: .minute(0))
            let reset = try await tokens.issue(.passwordReset, userID: 1, validFor: 600, origin: .minute(0))
            try await tokens.database.write { try $0.execute(sql: sql) }
            let isVerified = (try? await tokens.redeem(email.secret, .emailVerification, .minute(0))) == 1
            let isReset = (try? await tokens.redeem(reset.secret, .passwordReset, .minute(0))) == 1
            #expect(isVerified == verifies && isReset == resets)
        }
    }

    @Test(arguments: [
        (OneTimeTokenPurpose.passwordReset, Int64?(3), 600, OneTimeTokenError.noUsableAccount(id: 3)),
        (.passwordReset, 4, 600, .noUsableAccount(id: 4)),
        (.passwordReset, nil, 600, .wrongOwner(.passwordReset)), (.setup, 1, 600, .wrongOwner(.setup)),
        (.setup, nil, 0, .lifetimeOutOfRange(seconds: 0, most: 86_400)),
        (.setup, nil, 86_401, .lifetimeOutOfRange(seconds: 86_401, most: 86_400)),
    ])
    func whatCannotBeIssuedLeavesNoTrace(
        purpose: OneTimeTokenPurpose, user: Int64?, seconds: Int, error: OneTimeTokenError
    ) async throws {
        try await withTokens { tokens, scenario in
            await #expect(throws: error) {
                try await tokens.issue(purpose, userID: user, validFor: seconds, origin: .minute(0))
            }
            let (count, actions) = (try scenario.count, try scenario.actions)
            #expect(count == 0 && actions == [])
        }
    }

    @Test func theLongestLifetimeIsTaken() async throws {
        try await withTokens { tokens, _ in
            let token = try await tokens.issue(.setup, userID: nil, validFor: 86_400, origin: .minute(0))
            #expect(token.expiresAt == .minute(24 * 60))
        }
    }

    @Test func verifyingAndResettingChangeTheAccountAndTheAuditLogTogether() async throws {
        try await withTokens { tokens, scenario in
            let accounts = AccountStore(database: tokens.database)
            let email = try await tokens.issue(.emailVerification, userID: 1, validFor: 600, origin: .minute(0))
            #expect(try await tokens.verifyEmail(email.secret, origin: .minute(1)) == 1)
            #expect(try await accounts.account(id: 1)?.emailVerifiedAt == .minute(1))
            let reset = try await tokens.issue(.passwordReset, userID: 1, validFor: 600, origin: .minute(2))
            #expect(try await tokens.resetPassword(reset.secret, passwordHash: "new", origin: .minute(3)) == 1)
            #expect(try await accounts.account(id: 1)?.sessionEpoch == 1)
            #expect(try scenario.value("SELECT password_hash FROM users WHERE id = 1") == "new".databaseValue)
            #expect(
                try scenario.actions == [
                    "user.email_verification_requested user:1", "user.email_verified user:1",
                    "password.reset_requested user:1", "password.reset_done user:1",
                ])
            await #expect(throws: OneTimeTokenError.notRedeemable) {
                try await tokens.resetPassword(reset.secret, passwordHash: "again", origin: .minute(3))
            }
            #expect(try scenario.value("SELECT password_hash FROM users WHERE id = 1") == "new".databaseValue)
        }
    }

    @Test func aChangeThatFailsLeavesTheTokenUsable() async throws {
        try await withTokens { tokens, _ in
            let token = try await tokens.issue(.setup, userID: nil, validFor: 600, origin: .minute(0))
            try? await tokens.database.write { database in
                _ = try OneTimeTokenStore.redeem(token.secret, for: .setup, at: .minute(0), in: database)
                throw CancellationError()
            }
            #expect(try await tokens.redeem(token.secret, .setup, .minute(0)) == nil)
        }
    }

    @Test func theSecretIsNowhereButWithItsBearer() async throws {
        try await withTokens { tokens, scenario in
            let token = try await tokens.issue(.passwordReset, userID: 1, validFor: 600, origin: .minute(0))
            var dumped = ""
            dump(token, to: &dumped)
            for text in ["\(token)", String(reflecting: token), dumped] { #expect(!text.contains(token.secret)) }
            let stored = try scenario.value(
                "SELECT (SELECT group_concat(hex(token_hash)) FROM one_time_tokens) || (SELECT group_concat(detail) FROM audit_log)"
            )
            let description = try #require(stored).description
            #expect(!description.contains(token.secret))
        }
    }

    @Test(arguments: [
        "UPDATE one_time_tokens SET expires_at = expires_at + 1",
        "INSERT INTO one_time_tokens VALUES (zeroblob(32), 'password_reset', 1, 0, 1)",
        "INSERT INTO one_time_tokens VALUES (zeroblob(31), 'password_reset', 2, 0, 1)",
        "INSERT INTO one_time_tokens VALUES (zeroblob(32), 'password_reset', NULL, 0, 1)",
        "INSERT INTO one_time_tokens VALUES (zeroblob(32), 'setup', 2, 0, 1)",
        "INSERT INTO one_time_tokens VALUES (zeroblob(32), 'other', 2, 0, 1)",
        "INSERT INTO one_time_tokens VALUES (zeroblob(32), 'password_reset', 2, 1, 1)",
        "INSERT INTO one_time_tokens VALUES (zeroblob(32), 'password_reset', 9, 0, 1)",
    ])
    func theSchemaRefuses(_ sql: String) async throws {
        try await withTokens { tokens, _ in
            _ = try await tokens.issue(.passwordReset, userID: 1, validFor: 600, origin: .minute(0))
            await #expect(throws: StorageError.self) { try await tokens.database.write { try $0.execute(sql: sql) } }
        }
    }

    /// Accounts 1 and 2, and 3, which is disabled.
    private func withTokens(_ body: (OneTimeTokenStore, Scenario) async throws -> Void) async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            try await database.write { database in
                for (id, disabled) in [(1, 0), (2, 0), (3, 1)] {
                    try database.execute(
                        sql: """
                            INSERT INTO users (id, username, email, password_hash, tier, is_disabled, created_at, updated_at)
                            VALUES (?, ?, ?, 'x', 'free', ?, 0, 0)
                            """, arguments: [id, "user\(id)", "user\(id)@example.org", disabled])
                }
            }
            let bits = SeededBits(seed: 7)
            try await body(OneTimeTokenStore(database: database, random: { bits.next() }), scenario)
            try await database.close()
        }
    }
}

extension OneTimeTokenStore {
    fileprivate func redeem(_ secret: String, _ purpose: OneTimeTokenPurpose, _ time: Timestamp) async throws -> Int64?
    {
        try await database.write { try Self.redeem(secret, for: purpose, at: time, in: $0) }
    }
}

extension Scenario {
    fileprivate var count: Int {
        get throws { try value("SELECT count(*) FROM one_time_tokens").flatMap { Int.fromDatabaseValue($0) } ?? -1 }
    }

    /// The lines of the audit log, oldest first.
    fileprivate var actions: [String] {
        get throws {
            let text = try value(
                "SELECT group_concat(action || ' ' || subject, ',') FROM (SELECT * FROM audit_log ORDER BY seq)")
            return text.flatMap { String.fromDatabaseValue($0) }?.split(separator: ",").map(String.init) ?? []
        }
    }
}

extension ChangeOrigin {
    fileprivate static func minute(_ minute: Int) -> ChangeOrigin {
        ChangeOrigin(actor: "test", at: .minute(minute))
    }
}
