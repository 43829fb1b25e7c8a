/// Which failures are tried again, how often, after how long, and for how long altogether.
public struct RetryPolicy: Sendable, Hashable {
    /// What to do after a failed attempt.
    public enum Decision: Sendable, Hashable {
        /// Try again after so many milliseconds.
        case retry(afterMilliseconds: Int)
        /// Leave it.
        case giveUp(Reason)
    }

    /// Why no further attempt is made.
    public enum Reason: String, Sendable, CaseIterable {
        /// The target said that it will never work.
        case permanent
        /// All attempts were used.
        case attempts
        /// The next attempt would begin after the deadline.
        case deadline
        /// Too many recent calls were retries already.
        case budget
    }

    /// Attempts of one call, the first included.
    public let attempts: Int

    /// The delays between them.
    public let backoff: Backoff

    /// How long one attempt may take, in milliseconds.
    public let attemptMilliseconds: Int

    /// How long after its begin a call may still begin an attempt, in milliseconds.
    public let deadlineMilliseconds: Int

    /// A policy; the numbers are brought into the range of ``Limits``.
    public init(attempts: Int, backoff: Backoff, attemptMilliseconds: Int, deadlineMilliseconds: Int) {
        self.attempts = attempts.clamped(to: 1...Limits.attempts)
        self.backoff = backoff
        self.attemptMilliseconds = attemptMilliseconds.clamped(to: 1...Limits.milliseconds)
        self.deadlineMilliseconds = deadlineMilliseconds.clamped(to: 1...Limits.milliseconds)
    }

    /// What to do after the attempt number `attempt`, the first being 0, failed `elapsedMilliseconds` after the call began.
    public func decision(
        afterAttempt attempt: Int, _ failure: CallFailure, elapsedMilliseconds: Int, hasBudget: Bool,
        using random: inout some RandomNumberGenerator
    ) -> Decision {
        guard case .transient(let retryAfter) = failure.kind else { return .giveUp(.permanent) }
        guard attempt + 1 < attempts else { return .giveUp(.attempts) }
        guard hasBudget else { return .giveUp(.budget) }
        let drawn = backoff.delayMilliseconds(afterAttempt: attempt, using: &random)
        let delay = max(drawn, (retryAfter ?? 0).clamped(to: 0...Limits.milliseconds))
        guard elapsedMilliseconds < deadlineMilliseconds, delay < deadlineMilliseconds - elapsedMilliseconds else {
            return .giveUp(.deadline)
        }
        return .retry(afterMilliseconds: delay)
    }
}
