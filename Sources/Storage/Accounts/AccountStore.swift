internal import GRDB

/// The people of the appliance: their accounts, passwords, roles and second factors.
///
/// Each change is one transaction together with its line in the audit log. Methods throw ``AccountError`` for what the
/// caller can correct, and ``StorageError`` for trouble with the file.
public struct AccountStore: Sendable {
    let database: ApplianceDatabase

    /// The bounds that the store keeps.
    public var limits: Limits { database.limits }

    /// The accounts inside an open database.
    public init(database: ApplianceDatabase) {
        self.database = database
    }

    /// The account of an id; nil when there is none.
    public func account(id: Int64) async throws -> Account? {
        try await database.read { try Account.fetch($0, where: "users.id = ?", [id]) }
    }

    /// The account of a name, without regard to case; nil when there is none.
    public func account(username: String) async throws -> Account? {
        try await database.read { try Account.fetch($0, where: "users.username = ?", [username]) }
    }

    /// The account of an e-mail address, without regard to case; nil when there is none.
    public func account(email: String) async throws -> Account? {
        try await database.read { try Account.fetch($0, where: "users.email = ?", [email]) }
    }

    /// A number that grows with every change to accounts, roles and keys, whichever process makes it.
    public func securityRevision() async throws -> Int {
        try await database.read { try Int.fetchOne($0, sql: "SELECT revision FROM security_revision") ?? 0 }
    }
}
