import Access
import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// Attempts at what nobody may are in the audit log, whatever status they are answered with.
@Suite struct RefusalAuditTests {
    private func refused(_ appliance: TestAppliance) async throws -> [String] {
        await appliance.parts.refusals.flush(all: true)
        return try appliance.audited().filter { $0.contains(" refused ") }
    }

    @Test func theLastAdministratorCannotBeTakenUnseen() async throws {
        try await TestAppliance.run { appliance in
            let id = try #require(appliance.caller).userID
            #expect(try await appliance.send(.delete, "/users/\(id)").status == .conflict)
            #expect(try await appliance.patch("/users/\(id)", #"{"is_active":false}"#).status == .conflict)
            #expect(try await appliance.patch("/roles/admin", #"{"permissions":["*"]}"#).status == .conflict)
            let lines = try await refused(appliance)
            #expect(lines.contains { $0.contains("last_administrator") && $0.contains(#""count":"2""#) }, "\(lines)")
            #expect(lines.contains { $0.contains(#""reason":"shipped_role""#) }, "\(lines)")
        }
    }

    @Test(arguments: [
        (#"{"name":"k","scopes":["user:write"]}"#, "scopes_beyond_owner"),
        (#"{"name":"k","rate_limit_per_minute":61}"#, "limit_above_tier"), (#"{"name":"k","scopes":[]}"#, nil),
        (#"{"name":"k","scopes":["fly"]}"#, nil), (#"{"name":""}"#, nil),
    ])
    func aKeyThatIsWorthMoreThanItsOwnerIsNoted(body: String, reason: String?) async throws {
        try await TestAppliance.run { appliance in
            let caller = try await appliance.makeCaller("ada", role: .user, tier: "free")
            let answer = try await appliance.asked(by: caller).post("/api-keys", body)
            #expect(answer.status == .unprocessableContent, "\(answer.text)")
            let lines = try await refused(appliance)
            #expect(lines.count == (reason == nil ? 0 : 1), "\(lines)")
            if let reason { #expect(lines.first?.contains(#""reason":"\#(reason)""#) == true, "\(lines)") }
        }
    }

    @Test func aPasswordThatIsNotLookedAtIsNoted() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.person()
            let login = appliance.parts.login
            func verify() async throws -> Bool {
                try await login.verify("wrong", username: "ada", origin: appliance.origin)
            }
            for _ in 0..<5 { #expect(try await verify() == false) }
            await #expect(throws: LoginError.self) { try await verify() }
            let lines = try await refused(appliance)
            #expect(lines.contains { $0.hasPrefix("session.locked refused") && $0.contains("wait") }, "\(lines)")
        }
    }
}
