import HTTPTypes
import Storage
import Testing

@testable import Appliance

@Suite struct SetupEndpointTests {
    /// An appliance that nobody administers, and the token of its set-up link.
    private func run(_ body: @Sendable (TestAppliance, String) async throws -> Void) async throws {
        try await TestAppliance.run { appliance in
            try appliance.behindItsBack("DELETE FROM users")
            let stranger = appliance.asked(by: nil)
            let token = try await appliance.parts.oneTimeTokens.issue(
                .setup, userID: nil, validFor: Limits.setupLinkSeconds,
                origin: ChangeOrigin(actor: "system", at: appliance.clock.clock.now()))
            try await body(stranger, token.secret)
        }
    }

    private func form(_ token: String, password: String = "correct+horse+battery") -> [UInt8] {
        Array("token=\(token)&username=ada&email=ada%40example.org&password=\(password)".utf8)
    }

    private static let formType = "application/x-www-form-urlencoded"

    @Test func thePageMakesTheFirstAdministratorAndIsGone() async throws {
        try await run { appliance, token in
            let page = try await appliance.get("/setup?token=\(token)")
            #expect(page.status == .ok && page.text.contains(#"<form method="post" action="/setup">"#))
            #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(!page.text.contains("<script") && page.headers[.cacheControl] == "no-store")
            let short = try await appliance.send(.post, "/setup", form(token, password: "short"), type: Self.formType)
            #expect(short.status == .unprocessableContent && short.text.contains("at least 15 characters"))
            let made = try await appliance.send(.post, "/setup", form(token), type: Self.formType)
            #expect(made.status == .ok && made.text.contains("ada"), "\(made.text)")
            #expect(made.headers[.contentType] == "text/html; charset=utf-8")
            let ada = try #require(try await appliance.parts.accounts.account(username: "ada"))
            #expect(ada.roles == ["admin"])
            try expectProblem(try await appliance.get("/setup?token=\(token)"), .notFound)
            #expect(try await appliance.send(.post, "/setup", form(token), type: Self.formType).status == .notFound)
            #expect(try appliance.audited().contains { $0.hasPrefix("setup.completed done user:") })
        }
    }

    @Test func anotherTokenMakesNothing() async throws {
        try await run { appliance, token in
            let other = String(token.reversed())
            #expect(try await appliance.get("/setup?token=\(other)").status == .notFound)
            try expectProblem(try await appliance.get("/setup"), .unprocessableContent, at: ["query", "token"])
            #expect(try await appliance.send(.post, "/setup", form(other), type: Self.formType).status == .badRequest)
            appliance.clock.advance(milliseconds: UInt64(Limits.setupLinkSeconds) * 1_000)
            #expect(try await appliance.get("/setup?token=\(token)").status == .notFound)
            #expect(try await appliance.send(.post, "/setup", form(token), type: Self.formType).status == .badRequest)
            #expect(try await appliance.parts.accounts.count() == 0)
        }
    }

    @Test func programsSendJSON() async throws {
        try await run { appliance, token in
            let answer = try await appliance.post(
                "/setup",
                #"{"token":"\#(token)","username":"ada","email":"a@b.c","password":"correct horse battery"}"#)
            let message = try answer.object()["message"] as? String
            #expect(answer.status == .ok && message?.contains("ada") == true)
        }
    }
}
