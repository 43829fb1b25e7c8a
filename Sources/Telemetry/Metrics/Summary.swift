internal import Synchronization

/// The count and sum of observations, for averages where the spread does not matter.
public final class Summary: MetricInstrument {
    /// The kind that the exposition shows.
    public static var kind: MetricKind { .summary }

    private let count = Atomic<UInt64>(0)
    private let sum = AtomicSum()

    /// Makes a summary that has seen nothing yet.
    public init(options: NoOptions = NoOptions()) {}

    /// Counts one observation; one that is not finite is ignored, because it would spoil the sum for good.
    public func observe(_ value: Double) {
        guard value.isFinite else { return }
        count.wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    /// Counts observations that were added up elsewhere; a sum that is not finite is ignored with all of them.
    public func observe(count observations: Int, sum total: Double) {
        guard observations > 0, total.isFinite else { return }
        count.wrappingAdd(UInt64(observations), ordering: .relaxed)
        sum.add(total)
    }

    /// The value now.
    public func read() -> MetricValue {
        .summary(count: count.load(ordering: .relaxed), sum: sum.value)
    }
}
