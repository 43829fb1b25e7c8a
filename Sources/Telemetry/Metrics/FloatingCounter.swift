/// A number that only goes up, also by fractions.
public final class FloatingCounter: MetricInstrument {
    /// The kind that the exposition shows.
    public static var kind: MetricKind { .counter }

    private let sum = AtomicSum()

    /// Makes a counter at zero.
    public init(options: NoOptions = NoOptions()) {}

    /// Adds `amount`; what is negative or not finite is ignored, because a counter never goes down.
    public func increment(by amount: Double = 1) {
        guard amount >= 0, amount.isFinite else { return }
        sum.add(amount)
    }

    /// Begins again at zero, which a reader takes for a restart.
    public func reset() { sum.store(0) }

    /// The number now.
    public var value: Double { sum.value }

    /// The value now.
    public func read() -> MetricValue { .number(value) }
}
