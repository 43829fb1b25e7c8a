import Access
import Foundation
import GRDB
import Storage
import Testing

@testable import Appliance

/// A user with an API key.
struct TestCaller: Sendable {
    let userID: Int64
    let keyID: Int64
    let key: APIKey
}

extension TestAppliance {
    /// Makes a user with a role and a key.
    func makeCaller(
        _ name: String, role: Role, tier: String = "enterprise", scopes: [String]? = nil, expiresAt: Timestamp? = nil,
        limits: APIKeyLimits = .none
    ) async throws -> TestCaller {
        let user = try await makeUser(name, role: role, tier: tier)
        return try await makeKey(forUser: user, scopes: scopes, expiresAt: expiresAt, limits: limits)
    }

    /// Makes a further key for a user.
    func makeKey(
        forUser user: Int64, name: String = "test", scopes: [String]? = nil, expiresAt: Timestamp? = nil,
        limits: APIKeyLimits = .none
    ) async throws -> TestCaller {
        var random = SystemRandomNumberGenerator()
        let key = APIKey(using: &random)
        let record = try await parts.keys.create(
            NewAPIKey(
                name: name, print: APIKeyPrint(digest: key.digest.bytes, lastFour: key.lastFour), scopes: scopes,
                expiresAt: expiresAt, limits: limits),
            forUser: user, origin: ChangeOrigin(actor: "test", at: clock.clock.now()))
        return TestCaller(userID: user, keyID: record.id, key: key)
    }

    /// Changes the database behind the appliance's back, as another process would.
    @discardableResult
    func behindItsBack(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64 {
        let queue = try DatabaseQueue(path: directory + "/appliance.db")
        let row = try queue.writeWithoutTransaction { database in
            try database.execute(sql: sql, arguments: arguments)
            return database.lastInsertedRowID
        }
        try queue.close()
        return row
    }

    /// Makes a user with a role; a role that is not shipped is made as well.
    func makeUser(_ name: String, role: Role, tier: String = "enterprise") async throws -> Int64 {
        let permissions = String(
            decoding: try JSONEncoder().encode(role.permissions.list.map(\.rawValue)), as: UTF8.self)
        try behindItsBack("INSERT OR IGNORE INTO roles VALUES (?, ?, 0)", [role.name, permissions])
        return try await parts.accounts.create(
            NewAccount(
                username: name, email: "\(name)@example.org", passwordHash: nil, tier: tier, roles: [role.name]),
            origin: ChangeOrigin(actor: "test", at: clock.clock.now())
        ).id
    }

    /// Action, outcome and actor of the lines of the audit log about a subject, oldest first.
    func auditLines(about subject: String) throws -> [String] {
        let queue = try DatabaseQueue(path: directory + "/appliance.db")
        defer { try? queue.close() }
        return try queue.read { database in
            try Row.fetchAll(
                database, sql: "SELECT action, outcome, actor FROM audit_log WHERE subject = ? ORDER BY seq",
                arguments: [subject]
            ).map { "\($0["action"] as String) \($0["outcome"] as String) \($0["actor"] as String)" }
        }
    }
}
