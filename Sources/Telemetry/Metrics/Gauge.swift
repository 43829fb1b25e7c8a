/// A number that goes up and down.
public final class Gauge: MetricInstrument {
    /// The kind that the exposition shows.
    public static var kind: MetricKind { .gauge }

    private let level = AtomicSum()

    /// Makes a gauge at zero.
    public init(options: NoOptions = NoOptions()) {}

    /// Replaces the value.
    public func set(_ value: Double) { level.store(value) }

    /// Adds `amount`, which may be negative.
    public func add(_ amount: Double) { level.add(amount) }

    /// Adds one.
    public func increment() { level.add(1) }

    /// Takes one away.
    public func decrement() { level.add(-1) }

    /// The number now.
    public var value: Double { level.value }

    /// The value now.
    public func read() -> MetricValue { .number(value) }
}
