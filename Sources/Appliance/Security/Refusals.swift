import HTTPTypes
import Storage

/// Hands refused requests on to the audit log.
struct Refusals: Sendable {
    let clock: ApplianceClock
    /// Takes an event in at once and never fails; what it keeps of a flood is bounded.
    let note: @Sendable (AuditEvent) -> Void

    /// Notes that a request to a route was refused.
    ///
    /// `subject` is the key or user that was refused, or empty; the reason is one word or the missing permission.
    func note(
        _ action: AuditAction, subject: String, reason: String, _ context: ApplianceRequestContext, to route: Route
    ) {
        note(
            AuditEvent(
                action, subject: subject, outcome: .refused,
                detail: ["reason": reason, "endpoint": "\(route.method.rawValue) \(route.path)"],
                origin: context.origin(at: clock.now())))
    }
}
