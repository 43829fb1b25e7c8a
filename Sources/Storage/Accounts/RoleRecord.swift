internal import GRDB

/// A role as the database knows it.
public struct RoleRecord: Sendable, Hashable {
    /// The name, unique.
    public let name: String

    /// The permissions, sorted, as roles write them: `model:read`, `prediction:*`, `*`.
    public let permissions: [String]

    /// Whether every installation has the role, so that nobody can change it.
    public let isShipped: Bool

    init(_ row: Row) throws {
        name = try row.decode(forColumn: "name")
        permissions = try StoredJSON.value(try row.decode(String.self, forColumn: "permissions"))
        isShipped = try row.decode(forColumn: "is_shipped")
    }

    static func fetch(_ database: Database, name: String) throws -> RoleRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM roles WHERE name = ?", arguments: [name]).map { try Self($0) }
    }
}
