/// What a replicator is given of the world around it.
public struct ReplicatorSurroundings: Sendable {
    /// The time of the calendar, in milliseconds since 1970; it may step.
    public let now: @Sendable () -> Int64

    /// Milliseconds of a clock that only goes forward.
    public let elapsed: @Sendable () -> Int64

    /// Waits for so many milliseconds; it throws `CancellationError` when the task is cancelled.
    public let sleep: @Sendable (Int) async throws -> Void

    /// Random bits, fit for salts.
    public let random: @Sendable () -> UInt64

    /// Surroundings from their parts.
    public init(
        now: @escaping @Sendable () -> Int64, elapsed: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Int) async throws -> Void, random: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.elapsed = elapsed
        self.sleep = sleep
        self.random = random
    }
}
