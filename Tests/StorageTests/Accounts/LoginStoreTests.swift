import Testing

@testable import Storage

@Suite struct LoginStoreTests {
    @Test func aLoginIsNotedWithItsTimeAndForgetsFailures() async throws {
        try await withAccounts { store, scenario in
            let ada = try await store.add()
            try await store.noteFailure(username: "Ada", at: .minute(1))
            try await store.noteFailure(username: "ada", at: .minute(1))
            #expect(try await store.failuresInARow(username: "ADA") == 2)
            let login = CompletedLogin(accountID: ada.id, sessionEpoch: 0, factor: .none)
            let account = try #require(try await store.noteLogin(login, origin: .cli(minute: 2)))
            #expect(account.lastLoginAt == .minute(2))
            #expect(try await store.failuresInARow(username: "ada") == 0)
            #expect(try scenario.audited().last == #"cli:root session.login user:1 {"factor":"password"}"#)
        }
    }

    @Test func aLoginThatWasOvertakenFails() async throws {
        try await withAccounts { store, _ in
            let ada = try await store.add()
            let login = CompletedLogin(accountID: ada.id, sessionEpoch: 0, factor: .none)
            try await store.setPassword(id: ada.id, hash: "other", origin: .cli())
            #expect(try await store.noteLogin(login, origin: .cli()) == nil)
            _ = try await store.update(id: ada.id, AccountChange(isDisabled: true), origin: .cli())
            let later = CompletedLogin(accountID: ada.id, sessionEpoch: 2, factor: .none)
            #expect(try await store.noteLogin(later, origin: .cli()) == nil)
        }
    }

    @Test func aStepAndARecoveryCodeWorkOnceAmongMany() async throws {
        try await withAccounts { store, scenario in
            let ada = try await store.add()
            let secret: [UInt8] = Array(0..<20)
            let codes = [[UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32)]
            try await store.beginSecondFactor(id: ada.id, secret: secret)
            #expect(try await store.account(id: ada.id)?.hasSecondFactor == false)
            await #expect(throws: AccountError.self) {
                try await store.enableSecondFactor(
                    id: ada.id, secret: [1], step: 7, recoveryHashes: codes, origin: .cli())
            }
            try await store.enableSecondFactor(
                id: ada.id, secret: secret, step: 7, recoveryHashes: codes, origin: .cli())
            await #expect(throws: AccountError.self) { try await store.beginSecondFactor(id: ada.id, secret: secret) }
            #expect(try await store.account(id: ada.id)?.sessionEpoch == 1, "sessions without it end")
            for (factor, wins) in [
                (CompletedLogin.Factor.totp(step: 7), 0), (.totp(step: 8), 1), (.recoveryCode(sha256: codes[0]), 1),
                (.recoveryCode(sha256: [UInt8](repeating: 9, count: 32)), 0),
            ] {
                let login = CompletedLogin(accountID: ada.id, sessionEpoch: 1, factor: factor)
                let won = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<8 { group.addTask { try await store.noteLogin(login, origin: .cli()) != nil } }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(won == wins, "\(factor)")
            }
            #expect(try await store.recoveryCodesLeft(id: ada.id) == 1)
            #expect(try scenario.audited().contains(#"cli:root totp.recovery_code_used user:1 {"left":"1"}"#))
            #expect(try await store.disableSecondFactor(id: ada.id, origin: .cli()))
            #expect(try await !store.disableSecondFactor(id: ada.id, origin: .cli()))
            #expect(try await store.recoveryCodesLeft(id: ada.id) == 0)
            #expect(try await store.credentials(id: ada.id)?.totpSecret == nil)
        }
    }

    @Test func failuresAreKeptForABoundedNumberOfNames() async throws {
        var limits = Limits.standard
        limits.loginFailureNames = 3
        try await withAccounts(limits: limits) { store, scenario in
            for index in 0..<5 { try await store.noteFailure(username: "n\(index)", at: .minute(index)) }
            #expect(try scenario.number("SELECT count(*) FROM login_failures") == 3)
            #expect(try await store.failuresInARow(username: "n1") == 0)
            #expect(try await store.failuresInARow(username: "n4") == 1)
        }
    }

    @Test func anOperatorUnlocks() async throws {
        try await withAccounts { store, scenario in
            let ada = try await store.add()
            for _ in 0..<100 { try await store.noteFailure(username: "ada", at: .minute(0)) }
            #expect(try await store.failuresInARow(username: "ada") == 100)
            #expect(try await store.unlock(id: ada.id, origin: .cli()))
            #expect(try await !store.unlock(id: ada.id, origin: .cli()))
            #expect(try await store.failuresInARow(username: "ada") == 0)
            #expect(try scenario.audited().last == "cli:root user.unlocked user:1 {}")
        }
    }
}
