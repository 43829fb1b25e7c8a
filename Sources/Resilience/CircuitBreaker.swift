/// Stops calling what keeps failing, and tries it again with one call at a time.
///
/// Closed, it lets every call pass and counts failures in a row. When they reach a number it opens and refuses calls for
/// a time. Then one call, the probe, passes: it closes the breaker or opens it again. Times are nanoseconds of any clock
/// that only grows. The pattern is Michael Nygard's, "Release It!", 2007.
public struct CircuitBreaker: Sendable, Hashable {
    /// What an operator sees of it.
    public enum State: String, Sendable, CaseIterable {
        /// Calls pass.
        case closed
        /// Calls are refused.
        case open
        /// One call is on its way to find out.
        case halfOpen = "half_open"
    }

    /// What a call that was let pass gives back with its result.
    ///
    /// A result counts only while the breaker is still in the phase that let the call pass: an old call that ends late
    /// neither closes nor opens it.
    public struct Permit: Sendable, Hashable {
        fileprivate let generation: UInt64
    }

    /// Whether a call may be made.
    public enum Admission: Sendable, Hashable {
        /// It may.
        case allowed(Permit)
        /// It may not; another is let pass after so many nanoseconds at the earliest.
        case refused(retryAfterNanoseconds: UInt64)
    }

    private enum Phase: Hashable {
        case closed(failures: Int)
        case open(until: UInt64)
        case halfOpen(until: UInt64)
    }

    /// Failures in a row that open it.
    public let failuresToOpen: Int

    /// How long it stays open, and how long a probe may stay away before another is sent.
    public let openNanoseconds: UInt64

    private var phase = Phase.closed(failures: 0)
    private var generation: UInt64 = 0

    /// A closed breaker; the numbers are brought into the range of ``Limits``.
    public init(failuresToOpen: Int, openMilliseconds: Int) {
        self.failuresToOpen = failuresToOpen.clamped(to: 1...Limits.failures)
        openNanoseconds = UInt64(openMilliseconds.clamped(to: 1...Limits.milliseconds)) * 1_000_000
    }

    /// Its state since the last call or result.
    public var state: State {
        switch phase {
        case .closed: .closed
        case .open: .open
        case .halfOpen: .halfOpen
        }
    }

    /// Asks to make a call.
    public mutating func admit(at now: UInt64) -> Admission {
        switch phase {
        case .closed:
            return .allowed(Permit(generation: generation))
        case .open(let until) where now < until, .halfOpen(let until) where now < until:
            return .refused(retryAfterNanoseconds: until - now)
        case .open, .halfOpen:
            // A probe that never came back, because its task ended, must not keep the breaker shut for good.
            enter(.halfOpen(until: end(from: now)))
            return .allowed(Permit(generation: generation))
        }
    }

    /// Notes that a call reached its target, whatever the target thought of it.
    public mutating func succeeded(_ permit: Permit) {
        guard permit.generation == generation else { return }
        switch phase {
        case .closed(let failures): if failures > 0 { phase = .closed(failures: 0) }
        case .open: break
        case .halfOpen: enter(.closed(failures: 0))
        }
    }

    /// Notes that a call failed to reach its target, or that the target could not serve it.
    public mutating func failed(_ permit: Permit, at now: UInt64) {
        guard permit.generation == generation else { return }
        switch phase {
        case .closed(let failures):
            if failures + 1 < failuresToOpen {
                phase = .closed(failures: failures + 1)
            } else {
                enter(.open(until: end(from: now)))
            }
        case .open: break
        case .halfOpen: enter(.open(until: end(from: now)))
        }
    }

    /// Notes that a call was given up before anything came of it; the next one may probe at once.
    public mutating func abandoned(_ permit: Permit, at now: UInt64) {
        guard permit.generation == generation, case .halfOpen = phase else { return }
        enter(.open(until: now))
    }

    private mutating func enter(_ phase: Phase) {
        self.phase = phase
        generation &+= 1
    }

    private func end(from now: UInt64) -> UInt64 {
        let (sum, overflow) = now.addingReportingOverflow(openNanoseconds)
        return overflow ? .max : sum
    }
}
