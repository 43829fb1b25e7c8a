internal import Synchronization

/// A whole number that only goes up.
public final class Counter: MetricInstrument {
    /// The kind that the exposition shows.
    public static var kind: MetricKind { .counter }

    private let count = Atomic<UInt64>(0)

    /// Makes a counter at zero.
    public init(options: NoOptions = NoOptions()) {}

    /// Adds `amount`; wraps around after 2^64, which is how a counter reset looks to a reader.
    public func increment(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Begins again at zero, which a reader takes for a restart.
    public func reset() { count.store(0, ordering: .relaxed) }

    /// The count now.
    public var value: UInt64 { count.load(ordering: .relaxed) }

    /// The value now.
    public func read() -> MetricValue { .integer(value) }
}
