import Access
import Storage
import Testing

@testable import Appliance

@Suite struct PasswordLoginTests {
    private static let password = "correct horse battery"

    private func origin(_ appliance: TestAppliance, _ address: String = "192.0.2.1") -> ChangeOrigin {
        ChangeOrigin(actor: "anonymous", address: address, requestID: "r", at: appliance.clock.clock.now())
    }

    private func make(
        _ appliance: TestAppliance, _ name: String = "ada", hash: String? = nil
    ) async throws -> Account {
        let stored = if let hash { hash } else { try await appliance.parts.passwords.hasher.hash(Self.password) }
        return try await appliance.parts.accounts.create(
            NewAccount(
                username: name, email: "\(name)@example.org", passwordHash: stored, tier: "free", roles: ["user"]),
            origin: ChangeOrigin(actor: "cli:root", at: appliance.clock.clock.now()))
    }

    private func error(
        _ appliance: TestAppliance, _ name: String, _ password: String, code: String? = nil,
        from address: String = "192.0.2.1"
    ) async throws -> LoginError? {
        do {
            _ = try await appliance.parts.login.login(
                username: name, password: password, secondFactor: code, origin: origin(appliance, address))
            return nil
        } catch let error as LoginError {
            return error
        }
    }

    @Test func theRightPasswordLogsIn() async throws {
        try await TestAppliance.run { appliance in
            let ada = try await make(appliance)
            let account = try await appliance.parts.login.login(
                username: "ADA", password: Self.password, secondFactor: nil, origin: origin(appliance))
            #expect(account.id == ada.id && account.lastLoginAt == appliance.clock.clock.now())
        }
    }

    @Test func wrongPasswordsUnknownNamesAndDisabledAccountsAnswerTheSame() async throws {
        try await TestAppliance.run { appliance in
            _ = try await make(appliance)
            let off = try await make(appliance, "off")
            _ = try await appliance.parts.accounts.update(
                id: off.id, AccountChange(isDisabled: true), origin: origin(appliance))
            _ = try await make(appliance, "none", hash: "no hash at all")
            for (name, password) in [
                ("ada", "wrong"), ("ada", ""), ("ada", String(repeating: "x", count: 2_000)), ("nobody", Self.password),
                ("off", Self.password), ("none", Self.password), (String(repeating: "a", count: 5_000), "x"),
            ] {
                #expect(try await error(appliance, name, password) == .wrong, "\(name.prefix(9))")
            }
            await appliance.parts.refusals.flush(all: true)
            #expect(try await appliance.parts.accounts.failuresInARow(username: "nobody") == 1)
        }
    }

    @Test func theSameWaitsForNamesThatExistAndNamesThatDoNot() async throws {
        try await TestAppliance.run { appliance in
            _ = try await make(appliance)
            var answers: [[LoginError?]] = []
            for (name, address) in [("ada", "192.0.2.1"), ("nobody", "192.0.2.2")] {
                var found: [LoginError?] = []
                for _ in 0..<8 { found.append(try await error(appliance, name, "wrong", from: address)) }
                answers.append(found)
            }
            #expect(answers[0] == answers[1])
            #expect(answers[0].prefix(5).allSatisfy { $0 == .wrong } && answers[0][5] == .locked(seconds: 1))
            // The right password has to wait too, and is taken afterwards.
            #expect(try await error(appliance, "ada", Self.password) == .locked(seconds: 1))
            appliance.clock.advance(milliseconds: 1_000)
            #expect(try await error(appliance, "ada", Self.password) == nil)
        }
    }

    @Test func neighboursInOneIPv6NetworkCountTogether() async throws {
        try await TestAppliance.run { appliance in
            _ = try await make(appliance)
            for index in 0..<5 {
                #expect(try await error(appliance, "ada", "wrong", from: "2001:db8:1:2::\(index + 1)") == .wrong)
            }
            #expect(try await error(appliance, "ada", "wrong", from: "2001:db8:1:2:ffff::9") == .locked(seconds: 1))
            #expect(try await error(appliance, "ada", "wrong", from: "2001:db8:1:3::1") == .wrong)
        }
    }

    @Test func aHundredFailuresInARowNeedAnOperator() async throws {
        try await TestAppliance.run { appliance in
            let ada = try await make(appliance)
            for name in ["ada", "nobody"] {
                for index in 0..<100 {
                    let found = try await error(appliance, name, "wrong", from: "198.51.\(index).1")
                    #expect(found == .wrong, "\(index)")
                }
                #expect(try await error(appliance, name, Self.password, from: "203.0.113.1") == .locked(seconds: 900))
            }
            _ = try await appliance.parts.accounts.unlock(id: ada.id, origin: origin(appliance))
            appliance.clock.advance(milliseconds: 900_000)
            #expect(try await error(appliance, "ada", Self.password, from: "203.0.113.1") == nil)
        }
    }

    @Test func manyAtTheSameTimeGetNoMoreTries() async throws {
        try await TestAppliance.run { appliance in
            _ = try await make(appliance)
            let tried = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<60 { group.addTask { try await error(appliance, "ada", "wrong") == .wrong } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(tried == 5)
        }
    }

    @Test func importedHashesAreReplacedAtTheFirstLogin() async throws {
        try await TestAppliance.run { appliance in
            let text = try #require(
                SystemCalls.crypt(Array(Self.password.utf8), settings: "$2b$04$abcdefghijklmnopqrstuu"))
            let ada = try await make(appliance, hash: text)
            #expect(try await error(appliance, "ada", "wrong") == .wrong)
            #expect(try await appliance.parts.accounts.credentials(id: ada.id)?.passwordHash == text)
            #expect(try await error(appliance, "ada", Self.password) == nil)
            let new = try #require(try await appliance.parts.accounts.credentials(id: ada.id)?.passwordHash)
            #expect(new.hasPrefix("$scrypt$"))
            #expect(try await appliance.parts.accounts.account(id: ada.id)?.sessionEpoch == 0)
            #expect(try await error(appliance, "ada", Self.password) == nil)
            #expect(try await appliance.parts.accounts.credentials(id: ada.id)?.passwordHash == new)
        }
    }

    @Test func aSecondFactorIsAskedForAndTakenOnce() async throws {
        try await TestAppliance.run { appliance in
            let ada = try await make(appliance)
            let secret = Array("12345678901234567890".utf8)
            let now = appliance.clock.clock.now()
            let totp = TOTP(secret: secret)
            let step = TOTP.step(at: now.millisecondsSince1970 / 1_000)
            let recovery = RecoveryCode.make { 5 }
            try await appliance.parts.accounts.beginSecondFactor(id: ada.id, secret: secret)
            // One that was only begun asks for nothing.
            #expect(try await error(appliance, "ada", Self.password) == nil)
            try await appliance.parts.accounts.enableSecondFactor(
                id: ada.id, secret: secret, step: step - 1,
                recoveryHashes: [try #require(RecoveryCode.sha256(of: recovery))], origin: origin(appliance))
            #expect(try await error(appliance, "ada", "wrong", code: totp.code(step: step)) == .wrong)
            for _ in 0..<10 { #expect(try await error(appliance, "ada", Self.password) == .secondFactorRequired) }
            #expect(try await error(appliance, "ada", Self.password, code: "000000") == .wrong)
            #expect(try await error(appliance, "ada", Self.password, code: totp.code(step: step)) == nil)
            #expect(try await error(appliance, "ada", Self.password, code: totp.code(step: step)) == .wrong)
            #expect(try await error(appliance, "ada", Self.password, code: totp.code(step: step + 1)) == nil)
            #expect(try await error(appliance, "ada", Self.password, code: recovery) == nil)
            #expect(try await error(appliance, "ada", Self.password, code: recovery) == .wrong)
        }
    }

    @Test func refusedLoginsReachTheAuditLogWithoutTheNameThatWasTyped() async throws {
        try await TestAppliance.run { appliance in
            _ = try await make(appliance)
            for _ in 0..<7 { _ = try await error(appliance, "my secret password", "wrong") }
            await appliance.parts.refusals.flush(all: true)
            let lines = try appliance.audited()
            #expect(lines.contains { $0.hasPrefix("session.login refused") && $0.contains(#""reason":"password""#) })
            #expect(lines.contains { $0.hasPrefix("session.locked refused") })
            #expect(!lines.joined().contains("my secret password"))
        }
    }
}
