public import AuditTree
internal import GRDB

/// One entry of the audit log as it is stored.
public struct AuditEntry: Sendable, Hashable {
    /// Its place in the log, from 1 without gaps.
    public let number: Int64

    /// When.
    public let at: Timestamp

    /// Who: `user:12`, `key:7`, `cli:root`, `anonymous` or `system`.
    public let actor: String

    /// What was done or tried, by the names of ``AuditAction``.
    ///
    /// A newer version may have written others.
    public let action: String

    /// To what.
    public let subject: String

    /// What came of it: `done` or `refused`.
    public let outcome: String

    /// What else a reader needs.
    public let detail: [String: String]

    /// The caller's address; nil for commands and the daemon itself.
    public let address: String?

    /// The id of the request; nil outside of HTTP.
    public let requestID: String?

    /// What the tree hashes of the entry.
    public var leaf: AuditLeaf {
        AuditLeaf(
            number: number, milliseconds: at.millisecondsSince1970, actor: actor, action: action, subject: subject,
            outcome: outcome, address: address, requestID: requestID, detail: detail)
    }

    init(number: Int64, event: AuditEvent) {
        self.number = number
        at = event.origin.at
        actor = event.origin.actor
        action = event.action.rawValue
        subject = event.subject
        outcome = event.outcome.rawValue
        detail = event.detail
        address = event.origin.address
        requestID = event.origin.requestID
    }

    init(_ row: Row) throws {
        number = try row.decode(forColumn: "seq")
        at = Timestamp(millisecondsSince1970: try row.decode(forColumn: "at"))
        actor = try row.decode(forColumn: "actor")
        action = try row.decode(forColumn: "action")
        subject = try row.decode(forColumn: "subject")
        outcome = try row.decode(forColumn: "outcome")
        detail = try StoredJSON.value(try row.decode(forColumn: "detail"))
        address = try row.decode(forColumn: "address")
        requestID = try row.decode(forColumn: "request_id")
    }

    func insert(_ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO audit_log (seq, at, actor, action, subject, outcome, detail, address, request_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            number, at.millisecondsSince1970, actor, action, subject, outcome, try StoredJSON.text(of: detail), address,
            requestID,
        ])
    }
}
