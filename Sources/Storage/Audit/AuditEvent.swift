/// One line of the audit log: who did, or tried, what, to whom, and what came of it.
public struct AuditEvent: Sendable, Hashable {
    /// What came of it.
    public enum Outcome: String, Sendable, CaseIterable {
        /// It happened, in the same transaction as this line.
        case done
        /// It was refused; nothing changed.
        case refused
    }

    /// What was done or tried.
    public var action: AuditAction

    /// To what: `user:12`, `key:7`, `role:ops`, `model:aqi`, or empty.
    public var subject: String

    /// What came of it.
    public var outcome: Outcome

    /// What else a reader needs, such as the fields that changed; never a secret.
    public var detail: [String: String]

    /// Who, from where and when.
    public var origin: ChangeOrigin

    /// An event from its parts.
    public init(
        _ action: AuditAction, subject: String, outcome: Outcome = .done, detail: [String: String] = [:],
        origin: ChangeOrigin
    ) {
        self.action = action
        self.subject = subject
        self.outcome = outcome
        self.detail = detail
        self.origin = origin
    }
}
