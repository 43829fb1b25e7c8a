internal import Crypto
internal import Foundation
internal import GRDB

/// Failed logins in a row by name, for names that somebody has and names that nobody has alike.
///
/// Only the hash of a name is kept: now and then it is a password in the wrong field.
enum LoginFailures {
    static func count(_ username: String, in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT failures FROM login_failures WHERE name_sha256 = ?", arguments: [key(username)]) ?? 0
    }

    static func add(_ username: String, at time: Timestamp, limits: Limits, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO login_failures (name_sha256, failures, last_failed_at) VALUES (?1, 1, ?2)
                ON CONFLICT (name_sha256) DO UPDATE SET failures = failures + 1, last_failed_at = ?2
                """,
            arguments: [key(username), time.millisecondsSince1970])
        try database.execute(
            sql: """
                DELETE FROM login_failures WHERE name_sha256 IN (
                    SELECT name_sha256 FROM login_failures ORDER BY last_failed_at
                    LIMIT max(0, (SELECT count(*) FROM login_failures) - ?))
                """,
            arguments: [limits.loginFailureNames])
    }

    @discardableResult
    static func forget(_ username: String, in database: Database) throws -> Bool {
        try database.execute(sql: "DELETE FROM login_failures WHERE name_sha256 = ?", arguments: [key(username)])
        return database.changesCount > 0
    }

    private static func key(_ username: String) -> Data {
        Data(SHA256.hash(data: Data(username.lowercased().utf8)))
    }
}

extension AccountStore {
    /// Failed logins in a row under this name, whether or not somebody has it.
    public func failuresInARow(username: String) async throws -> Int {
        try await database.read { try LoginFailures.count(username, in: $0) }
    }

    /// Counts a failed login under this name, whether or not somebody has it.
    public func noteFailure(username: String, at time: Timestamp) async throws {
        try await database.write { [limits] database in
            try LoginFailures.add(username, at: time, limits: limits, in: database)
        }
    }

    /// Lets an account take passwords again after too many failures; false when there were none.
    public func unlock(id: Int64, origin: ChangeOrigin) async throws -> Bool {
        try await database.write { database in
            let account = try Self.fetch(id, in: database)
            let hadFailures = try LoginFailures.forget(account.username, in: database)
            try AuditLog.append(AuditEvent(.userUnlocked, subject: "user:\(id)", origin: origin), in: database)
            return hadFailures
        }
    }
}
