/// How long to wait before trying again: doubling with full jitter, up to a bound.
///
/// Full jitter, a delay drawn evenly from nothing to the bound of the attempt, spreads callers that failed together.
public struct Backoff: Sendable, Hashable {
    /// The bound of the first delay, in milliseconds.
    public var firstMilliseconds: Int

    /// What no delay exceeds, in milliseconds.
    public var mostMilliseconds: Int

    /// A back-off from a first to a greatest delay.
    public init(firstMilliseconds: Int, mostMilliseconds: Int) {
        self.firstMilliseconds = max(firstMilliseconds, 1)
        self.mostMilliseconds = max(mostMilliseconds, self.firstMilliseconds)
    }

    /// The delay after the failure number `attempt`, the first being 0, in milliseconds.
    public func delayMilliseconds(
        afterAttempt attempt: Int, using random: inout some RandomNumberGenerator
    ) -> Int {
        // The high half of a product, which is even enough here and, unlike `Int.random`, also ends with a generator that
        // gives the same number for ever.
        let bound = boundMilliseconds(afterAttempt: attempt)
        return Int(random.next().multipliedFullWidth(by: UInt64(bound) + 1).high)
    }

    /// What the delay is drawn from nothing up to, in milliseconds.
    public func boundMilliseconds(afterAttempt attempt: Int) -> Int {
        guard attempt > 0 else { return firstMilliseconds }
        let (bound, overflow) = firstMilliseconds.multipliedReportingOverflow(by: 1 << min(attempt, 40))
        return overflow ? mostMilliseconds : min(bound, mostMilliseconds)
    }
}
