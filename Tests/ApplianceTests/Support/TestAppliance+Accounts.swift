import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

extension TestAppliance {
    /// The password of everybody whom ``person(_:roles:)`` makes.
    static let password = "correct horse battery staple"

    /// Makes an account that can log in.
    @discardableResult
    func person(_ name: String = "ada", roles: [String] = ["user"]) async throws -> Account {
        try await parts.accounts.create(
            NewAccount(
                username: name, email: "\(name)@example.org",
                passwordHash: try await parts.passwords.hasher.hash(Self.password), tier: "free", roles: roles),
            origin: ChangeOrigin(actor: "test", at: clock.clock.now()))
    }

    /// Posts a form to a path.
    func form(_ path: String, _ fields: [(String, String)]) async throws -> Answer {
        let text = fields.map { name, value in
            "\(name)=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        }
        return try await send(
            .post, path, Array(text.joined(separator: "&").utf8), type: "application/x-www-form-urlencoded")
    }

    /// Logs in and answers what `POST /token` said.
    func logIn(_ name: String = "ada", _ more: [(String, String)] = []) async throws -> [String: Any] {
        let fields = [("grant_type", "password"), ("username", name), ("password", Self.password)]
        let answer = try await form("/token", fields + more)
        #expect(answer.status == .ok, "\(answer.text)")
        return try answer.object()
    }

    /// Uses a refresh token.
    func refresh(_ token: Any?, _ more: [(String, String)] = []) async throws -> Answer {
        let text = try #require(token as? String)
        return try await form("/token", [("grant_type", "refresh_token"), ("refresh_token", text)] + more)
    }
}

extension Answer {
    /// Expects a refusal with 400 and a code of OAuth.
    func expectOAuth(_ code: String) throws {
        let error = try object()["error"] as? String
        #expect(status == .badRequest && error == code, "\(text)")
    }
}
