internal import GRDB

/// The log of every change of security state and of every refused attempt.
public struct AuditLog: Sendable {
    let database: ApplianceDatabase

    /// The log inside an open database.
    public init(database: ApplianceDatabase) {
        self.database = database
    }

    /// Appends events that no other change goes with, such as refused attempts, in one transaction.
    ///
    /// It throws ``StorageError``, and then none of them is in the log.
    public func append(_ events: [AuditEvent]) async throws {
        guard !events.isEmpty else { return }
        try await database.write { database in
            for event in events { try Self.append(event, in: database) }
        }
    }

    /// Appends an event within the transaction of the change that it tells of.
    static func append(_ event: AuditEvent, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO audit_log (seq, at, actor, action, subject, outcome, detail, address, request_id)
                VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM audit_log), ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                event.origin.at.millisecondsSince1970, event.origin.actor, event.action.rawValue, event.subject,
                event.outcome.rawValue, try StoredJSON.text(of: event.detail), event.origin.address,
                event.origin.requestID,
            ])
    }
}
