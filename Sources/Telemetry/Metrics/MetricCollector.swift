/// Gives values that are read when somebody asks: sizes, levels, what the operating system knows.
public protocol MetricCollector: Sendable {
    /// The families that `collect` may answer; anything else it answers is left out.
    var descriptors: [MetricDescriptor] { get }

    /// The values now. Called once a scrape, possibly from several tasks at once; must not wait for long.
    func collect() -> [MetricFamilySnapshot]
}

extension MetricFamilySnapshot {
    /// The first `Limits.seriesPerFamily` series with the sum of the others in one overflow series, and how many those are.
    ///
    /// Values that cannot be added up, which are those that go up and down, leave the overflow series out.
    func bounded() -> (family: MetricFamilySnapshot, overflowed: UInt64) {
        guard samples.count > Limits.seriesPerFamily else { return (self, 0) }
        var kept = Array(samples.prefix(Limits.seriesPerFamily))
        let rest = samples.dropFirst(Limits.seriesPerFamily)
        if descriptor.kind == .counter, !descriptor.labelNames.isEmpty {
            let values = descriptor.labelNames.map { _ in MetricRegistry.overflowLabelValue }
            kept.append(MetricSample(values, .number(rest.reduce(0) { $0 + $1.value.number })))
        }
        return (MetricFamilySnapshot(descriptor, kept), UInt64(rest.count))
    }
}

extension MetricValue {
    /// The value of a series that has one number.
    fileprivate var number: Double {
        switch self {
        case .integer(let count): Double(count)
        case .number(let number): number
        case .histogram(let histogram): histogram.sum
        case .summary(_, let sum): sum
        }
    }
}
