internal import GRDB

/// Which entries of the audit log somebody wants to see.
public struct AuditQuery: Sendable, Hashable {
    /// Only entries of this moment and later.
    public var since: Timestamp?

    /// Only entries before this moment.
    public var until: Timestamp?

    /// Only what this actor did or tried.
    public var actor: String?

    /// Only this action, by its name.
    public var action: String?

    /// Only entries before this number; for the next page.
    public var before: Int64?

    /// How many at most, and never more than ``Limits/auditEntries``.
    public var limit: Int

    /// A query for the newest entries.
    public init(limit: Int = .max) {
        self.limit = limit
    }
}

/// The entries that a query found, newest first.
public struct AuditPage: Sendable, Hashable {
    /// Newest first.
    public let entries: [AuditEntry]

    /// What ``AuditQuery/before`` has to be for the entries before these; nil when there are none.
    public let next: Int64?
}

extension AuditLog {
    /// The newest entries that a query names; it throws ``StorageError``.
    public func page(_ query: AuditQuery) async throws -> AuditPage {
        let limit = min(max(query.limit, 0), database.limits.auditEntries)
        return try await database.read { try Self.page(query, limit: limit, in: $0) }
    }

    /// Entries behind a number, the oldest first; it throws ``StorageError``.
    public func entries(after number: Int64, limit: Int) async throws -> [AuditEntry] {
        let limit = min(max(limit, 0), database.limits.auditEntries)
        return try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM audit_log WHERE seq > ? ORDER BY seq LIMIT ?", arguments: [number, limit]
            ).map { try AuditEntry($0) }
        }
    }

    static func page(_ query: AuditQuery, limit: Int, in database: Database) throws -> AuditPage {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM audit_log
                WHERE (?1 IS NULL OR at >= ?1) AND (?2 IS NULL OR at < ?2) AND (?3 IS NULL OR actor = ?3)
                    AND (?4 IS NULL OR action = ?4) AND seq < ?5
                ORDER BY seq DESC LIMIT ?6
                """,
            arguments: [
                query.since?.millisecondsSince1970, query.until?.millisecondsSince1970, query.actor, query.action,
                query.before ?? Int64.max, limit + 1,
            ])
        let entries = try rows.prefix(limit).map { try AuditEntry($0) }
        return AuditPage(entries: entries, next: rows.count > limit ? entries.last?.number : nil)
    }
}
