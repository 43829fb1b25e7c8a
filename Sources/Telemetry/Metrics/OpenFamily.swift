internal import Synchronization

/// All series of a metric whose labels are known only when a series is asked for, as libraries bring them.
///
/// The label sets of its series may have different names; the exposition shows all of them, empty where a series has none,
/// which means the same. `with` takes a lock and allocates: ask once and keep the instrument.
public final class OpenFamily<Instrument: MetricInstrument>: Sendable {
    /// The labels of one series, by name.
    public typealias Labels = [String: String]

    private struct Series {
        /// In their order in the exposition.
        var names: [String] = []
        var known: [Labels: Instrument] = [:]
        var overflow: Instrument?
        var overflowed: UInt64 = 0
    }

    private let name: String
    private let help: String
    private let options: Instrument.Options
    private let series = Mutex(Series())

    init(_ name: String, _ options: Instrument.Options, help: String) {
        self.name = name
        self.options = options
        self.help = help
    }

    /// The series with these labels, made when it is not there yet; names are made plain, empty values are no labels.
    ///
    /// Beyond `Limits.seriesPerFamily` series or `Limits.labelsPerFamily` names, every further label set gets the one whose
    /// label values are all `_other_`, as with ``MetricFamily``.
    public func with(_ labels: Labels) -> Instrument {
        let labels = Self.plain(labels)
        return series.withLock { series in
            if let known = series.known[labels] { return known }
            let names = Set(series.names).union(labels.keys)
            guard series.known.count < Limits.seriesPerFamily, names.count <= Limits.labelsPerFamily else {
                series.overflowed += 1
                if let overflow = series.overflow { return overflow }
                let made = Instrument(options: options)
                series.overflow = made
                return made
            }
            let made = Instrument(options: options)
            series.known[labels] = made
            if names.count > series.names.count { series.names = names.sorted() }
            return made
        }
    }

    /// Forgets a series, unless another instrument has its place by now.
    public func remove(_ labels: Labels, _ instrument: Instrument) {
        let labels = Self.plain(labels)
        series.withLock { series in
            if series.known[labels] === instrument { series.known[labels] = nil }
        }
    }

    /// Of names that become the same, the value of the one that comes first counts.
    private static func plain(_ labels: Labels) -> Labels {
        var plain: Labels = [:]
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            let name = PlainName.label(name)
            if plain[name] == nil { plain[name] = value }
        }
        return plain
    }
}

extension OpenFamily: AnyMetricFamily {
    var descriptor: MetricDescriptor { descriptor(series.withLock { $0.names }) }

    var overflowed: UInt64 { series.withLock { $0.overflowed } }

    func snapshot() -> MetricFamilySnapshot {
        let (names, known, overflow) = series.withLock { ($0.names, $0.known, $0.overflow) }
        var samples = known.map { labels, instrument in
            MetricSample(names.map { labels[$0] ?? "" }, instrument.read())
        }
        samples.sort { $0.labelValues.lexicographicallyPrecedes($1.labelValues) }
        if let overflow {
            // Without a name of its own it would be the series without labels.
            let shown = names.isEmpty ? ["overflow"] : names
            if names.isEmpty { samples = samples.map { MetricSample([""], $0.value) } }
            samples.append(
                MetricSample(shown.map { _ in MetricRegistry.overflowLabelValue }, overflow.read()))
            return MetricFamilySnapshot(descriptor(shown), samples)
        }
        return MetricFamilySnapshot(descriptor(names), samples)
    }

    private func descriptor(_ names: [String]) -> MetricDescriptor {
        MetricDescriptor(name, Instrument.kind, labels: names, help: help)
    }
}
