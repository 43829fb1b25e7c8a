import NIOCore

/// Whether a body arrives as fast as it must: an average since it began, and an end.
struct BodyPace: Sendable, Equatable {
    enum Verdict: Equatable {
        /// Fine so far; to be looked at again after this time.
        case fine(lookAgainAfter: TimeAmount)
        case refused(RequestFault)
    }

    var longest = TimeAmount.seconds(Int64(Limits.bodySeconds))
    var grace = TimeAmount.seconds(Int64(Limits.bodyGraceSeconds))
    var bytesPerSecond = Int64(Limits.bodyBytesPerSecond)

    /// What holds for a body of which `bytes` came in `elapsed`, the time not counted in which nobody was reading.
    func verdict(elapsed: TimeAmount, bytes: Int) -> Verdict {
        guard elapsed < longest else { return .refused(.bodyTimeout) }
        // Beyond this many bytes the end comes first, whatever the rate.
        let paid = Int64(min(bytes, Limits.bodySeconds * Limits.bodyBytesPerSecond))
        // The moment up to which these bytes would do.
        let until = min(grace + .nanoseconds(paid * 1_000_000_000 / bytesPerSecond), longest)
        guard elapsed < until else { return .refused(.bodyTooSlow) }
        return .fine(lookAgainAfter: until - elapsed)
    }
}
