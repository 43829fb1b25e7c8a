import Access
import Foundation
import GRDB
import HTTPTypes
import Storage
import Testing

@testable import Appliance

@Suite struct RefreshTests {
    @Test func eachUseGivesTheNext() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            var tokens = try await appliance.logIn()
            let session = try await appliance.verify(tokens["access_token"]).sessionID
            var seen: Set<String> = []
            for _ in 0..<5 {
                appliance.clock.advance(milliseconds: 600_000)
                let answer = try await appliance.refresh(tokens["refresh_token"])
                #expect(answer.status == .ok, "\(answer.text)")
                tokens = try answer.object()
                #expect(try await appliance.verify(tokens["access_token"]).sessionID == session)
                seen.insert(try #require(tokens["refresh_token"] as? String))
            }
            #expect(seen.count == 5)
        }
    }

    @Test func theParentGivesTheSameSuccessorForTenSeconds() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let first = try await appliance.logIn()
            let second = try await appliance.refresh(first["refresh_token"]).object()
            appliance.clock.advance(milliseconds: 10_000)
            let again = try await appliance.refresh(first["refresh_token"]).object()
            #expect(again["refresh_token"] as? String == second["refresh_token"] as? String)
            #expect(try await appliance.refresh(second["refresh_token"]).status == .ok)
        }
    }

    @Test func aCopyEndsTheSessionForBoth() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let first = try await appliance.logIn()
            let second = try await appliance.refresh(first["refresh_token"]).object()
            appliance.clock.advance(milliseconds: 10_001)
            let reuse = try await appliance.refresh(first["refresh_token"])
            try reuse.expectOAuth("invalid_grant")
            #expect(try await appliance.refresh(second["refresh_token"]).status == .badRequest)
            // The access tokens of the session, too.
            for tokens in [first, second] {
                await #expect(throws: AccessTokenError.sessionEnded) {
                    try await appliance.verify(tokens["access_token"])
                }
            }
            #expect(try await appliance.logIn()["access_token"] != nil)
        }
    }

    @Test(arguments: [(14 * 86_400_000 - 1, true), (14 * 86_400_000, false)])
    func anIdleSessionEnds(milliseconds: Int, isAlive: Bool) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let tokens = try await appliance.logIn()
            appliance.clock.advance(milliseconds: UInt64(milliseconds))
            #expect(try await appliance.refresh(tokens["refresh_token"]).status == (isAlive ? .ok : .badRequest))
        }
    }

    @Test func noSessionOutlivesItsDays() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            var tokens = try await appliance.logIn()
            for day in 1...31 {
                appliance.clock.advance(milliseconds: 86_400_000)
                let answer = try await appliance.refresh(tokens["refresh_token"])
                #expect(answer.status == (day < 30 ? .ok : .badRequest), "day \(day)")
                if day < 30 { tokens = try answer.object() }
            }
        }
    }

    @Test func fiveHundredAtOnceGiveOneSuccessor() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let token = try #require(try await appliance.logIn()["refresh_token"] as? String)
            // Not over HTTP, where the limit of one address would stop most of them.
            let service = appliance.parts.tokens.service
            let origin = ChangeOrigin(actor: "anonymous", at: appliance.clock.clock.now())
            let successors = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<500 {
                    group.addTask { try await service.refresh(token, scope: nil, by: origin).refreshToken?.text }
                }
                return try await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(successors.count == 500 && Set(successors).count == 1)
        }
    }

    @Test(arguments: [
        "UPDATE users SET is_disabled = 1", "UPDATE users SET session_epoch = session_epoch + 1", "DELETE FROM users",
    ])
    func aChangedAccountEndsIt(sql: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let tokens = try await appliance.logIn()
            let queue = try DatabaseQueue(path: appliance.directory + "/appliance.db")
            try await queue.write { try $0.execute(sql: sql) }
            let answer = try await appliance.refresh(tokens["refresh_token"])
            try answer.expectOAuth("invalid_grant")
        }
    }

    @Test func revocationIsAlwaysAnswered200AndEndsTheSession() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let nonsense = try await appliance.form("/token/revoke", [("token", "nonsense")])
            #expect(nonsense.status == .ok && nonsense.bytes.isEmpty)
            for kind in ["refresh_token", "access_token"] {
                let tokens = try await appliance.logIn()
                let token = try #require(tokens[kind] as? String)
                for _ in 0..<2 {
                    let answer = try await appliance.form(
                        "/token/revoke", [("token", token), ("token_type_hint", "x")])
                    #expect(answer.status == .ok)
                }
                #expect(try await appliance.refresh(tokens["refresh_token"]).status == .badRequest)
                await #expect(throws: AccessTokenError.sessionEnded) {
                    try await appliance.verify(tokens["access_token"])
                }
            }
            #expect(try await appliance.form("/token/revoke", []).status == .badRequest)
        }
    }

    @Test func whatAnotherProcessEndsIsNoticed() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let tokens = try await appliance.logIn()
            let claims = try await appliance.verify(tokens["access_token"])
            let other = try await ApplianceDatabase.open(in: appliance.directory, as: .command)
            let now = appliance.clock.clock.now()
            _ = try await TokenStore(database: other).end(
                session: claims.sessionID, of: claims.userID, until: now, by: ChangeOrigin(actor: "cli:root", at: now))
            try await appliance.verify(tokens["access_token"])
            _ = try await appliance.parts.tokens.keeper.look(nil)
            await #expect(throws: AccessTokenError.sessionEnded) {
                try await appliance.verify(tokens["access_token"])
            }
            try await other.close()
        }
    }
}
