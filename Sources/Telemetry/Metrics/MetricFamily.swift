internal import Synchronization

/// All series of one metric.
///
/// `with` takes a lock and may allocate: resolve a handle once and keep it, then update the handle on the hot path.
public final class MetricFamily<Instrument: MetricInstrument, Labels: MetricLabels>: Sendable {
    /// What the family is.
    public let descriptor: MetricDescriptor

    private struct Series {
        var known: [Labels: Instrument] = [:]
        var overflow: Instrument?
        var overflowed: UInt64 = 0
    }

    private let options: Instrument.Options
    private let series = Mutex(Series())

    init(_ definition: MetricDefinition<Instrument, Labels>) {
        descriptor = definition.descriptor
        options = definition.options
    }

    /// The series with these labels, made when it is not there yet.
    ///
    /// When the family holds `Limits.seriesPerFamily` series, every further label set gets the same one, whose label
    /// values are all `_other_`; how often that happened is exposed as `telemetry_series_overflow_total{metric}`.
    public func with(_ labels: Labels) -> Instrument {
        series.withLock { series in
            if let known = series.known[labels] { return known }
            if series.known.count < Limits.seriesPerFamily {
                let made = Instrument(options: options)
                series.known[labels] = made
                return made
            }
            series.overflowed += 1
            if let overflow = series.overflow { return overflow }
            let made = Instrument(options: options)
            series.overflow = made
            return made
        }
    }

    /// Forgets a series, so that it is exposed no more; handles to it stay usable and count for nobody.
    public func remove(_ labels: Labels) {
        _ = series.withLock { $0.known.removeValue(forKey: labels) }
    }
}

extension MetricFamily where Labels == NoLabels {
    /// The only series of a family without labels.
    public var single: Instrument { with(NoLabels()) }
}

/// A family whatever its types, as the registry keeps it.
protocol AnyMetricFamily: Sendable {
    var descriptor: MetricDescriptor { get }
    var overflowed: UInt64 { get }
    func snapshot() -> MetricFamilySnapshot
}

extension MetricFamily: AnyMetricFamily {
    var overflowed: UInt64 { series.withLock { $0.overflowed } }

    func snapshot() -> MetricFamilySnapshot {
        let (known, overflow) = series.withLock { ($0.known, $0.overflow) }
        var samples = known.map { labels, instrument in MetricSample(labels.values, instrument.read()) }
        samples.sort { $0.labelValues.lexicographicallyPrecedes($1.labelValues) }
        if let overflow {
            let values = [String](repeating: MetricRegistry.overflowLabelValue, count: descriptor.labelNames.count)
            samples.append(MetricSample(values, overflow.read()))
        }
        return MetricFamilySnapshot(descriptor, samples)
    }
}
