extension AuditEvent {
    /// The event as the log takes it: no text longer than its bound, and no byte 0, behind which SQLite's tools would
    /// stop reading.
    ///
    /// A text that is cut ends in `…`. Refused attempts carry what somebody sent, so a long text is no error.
    func bounded(_ limits: Limits) -> AuditEvent {
        var event = self
        event.subject = subject.cut(to: limits.auditTextBytes)
        event.origin.actor = origin.actor.cut(to: limits.auditTextBytes)
        event.origin.address = origin.address?.cut(to: limits.auditTextBytes)
        event.origin.requestID = origin.requestID?.cut(to: limits.auditTextBytes)
        let kept = detail.sorted { $0.key < $1.key }.prefix(limits.auditDetails)
        event.detail = Dictionary(
            kept.map { ($0.key.cut(to: limits.auditTextBytes), $0.value.cut(to: limits.auditTextBytes)) },
            uniquingKeysWith: { first, _ in first })
        return event
    }
}

extension String {
    fileprivate func cut(to bytes: Int) -> String {
        let text = utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self
        guard text.utf8.count > bytes else { return text }
        var kept = String.UnicodeScalarView()
        var count = "…".utf8.count
        for scalar in text.unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= bytes else { break }
            kept.append(scalar)
        }
        return String(kept) + "…"
    }
}
