internal import Synchronization

/// The metric families of a process, each name once.
public final class MetricRegistry: Sendable {
    /// The label value of the series that takes what exceeds `Limits.seriesPerFamily`.
    public static let overflowLabelValue = "_other_"

    static let overflowDescriptor = MetricDescriptor(
        "telemetry_series_overflow_total", .counter, labels: ["metric"],
        help: "Label sets that were counted in the overflow series because their metric had too many series.")

    private struct State {
        var sampleNames: Set<String> = Set(MetricRegistry.overflowDescriptor.sampleNames)
        var familyCount = 0
        var families: [any AnyMetricFamily] = []
        /// Those whose labels are not fixed, by name.
        var open: [String: any AnyMetricFamily] = [:]
        var collectors: [any MetricCollector] = []
        /// Series of collectors that went into overflow series, by metric.
        var overflowed: [String: UInt64] = [:]

        mutating func claim(_ descriptor: MetricDescriptor) throws(MetricError) {
            try descriptor.validate()
            guard familyCount < Limits.families else { throw .tooManyFamilies(metric: descriptor.name) }
            for name in descriptor.sampleNames where sampleNames.contains(name) { throw .duplicateName(name) }
            sampleNames.formUnion(descriptor.sampleNames)
            familyCount += 1
        }
    }

    private let state = Mutex(State())

    /// Makes a registry without families.
    public init() {}

    /// Adds a family and answers it.
    /// - Throws: `MetricError` when a name is not allowed or taken, or the buckets are not valid.
    public func register<Instrument, Labels>(
        _ definition: MetricDefinition<Instrument, Labels>
    ) throws(MetricError) -> MetricFamily<Instrument, Labels> {
        try Instrument.validate(definition.options, metric: definition.descriptor.name)
        let family = MetricFamily(definition)
        try state.withLock { (state) throws(MetricError) in
            try state.claim(family.descriptor)
            state.families.append(family)
        }
        return family
    }

    /// The family of a name whose labels are known only when a series is asked for, made when it is not there yet.
    ///
    /// - Throws: `MetricError` when the name is not allowed, or is another kind's, or the buckets are not valid.
    public func open<Instrument: MetricInstrument>(
        _ name: String, _: Instrument.Type, _ options: Instrument.Options, help: String
    ) throws(MetricError) -> OpenFamily<Instrument> {
        try Instrument.validate(options, metric: name)
        return try state.withLock { (state) throws(MetricError) in
            if let known = state.open[name] as? OpenFamily<Instrument> { return known }
            let family = OpenFamily<Instrument>(name, options, help: help)
            try state.claim(family.descriptor)
            state.families.append(family)
            state.open[name] = family
            return family
        }
    }

    /// Adds a collector, whose families are read at every snapshot.
    /// - Throws: `MetricError` when one of its names is not allowed or taken; then none of them is added.
    public func register(_ collector: any MetricCollector) throws(MetricError) {
        try state.withLock { (state) throws(MetricError) in
            var next = state
            for descriptor in collector.descriptors { try next.claim(descriptor) }
            next.collectors.append(collector)
            state = next
        }
    }

    /// All families and their values now, by name; a family without series is left out.
    public func snapshot() -> [MetricFamilySnapshot] {
        let (families, collectors) = state.withLock { ($0.families, $0.collectors) }
        var snapshots = families.map { $0.snapshot() }
        var cut: [String: UInt64] = [:]
        for collector in collectors {
            let declared = Set(collector.descriptors)
            for family in collector.collect() where declared.contains(family.descriptor) {
                let (bounded, left) = family.bounded()
                snapshots.append(bounded)
                if left > 0 { cut[family.descriptor.name] = left }
            }
        }
        let counted = state.withLock { state in
            state.overflowed.merge(cut, uniquingKeysWith: &+)
            return state.overflowed
        }
        let overflowed = families.map { ($0.descriptor.name, $0.overflowed) } + counted.sorted { $0.key < $1.key }
        snapshots.append(
            MetricFamilySnapshot(
                Self.overflowDescriptor,
                overflowed.filter { $0.1 > 0 }.map { MetricSample([$0.0], .integer($0.1)) }))
        return snapshots.filter { !$0.samples.isEmpty }.sorted { $0.descriptor.name < $1.descriptor.name }
    }
}
