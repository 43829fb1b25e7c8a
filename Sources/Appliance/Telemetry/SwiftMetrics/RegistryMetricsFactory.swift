import Metrics
import Telemetry

/// What libraries record through swift-metrics, as series of the daemon's own registry.
///
/// The daemon's own catalogue does not go this way: its families name their labels by type, and share the registry directly.
/// Making an instrument takes a lock; recording with one that is held is an atomic addition and allocates nothing.
/// Names are made plain; a counter ends in `_total` and a timer in `_seconds`. What cannot be registered, because its name is
/// of another kind or there are too many, counts for nobody and in `telemetry_library_metrics_refused_total`.
struct RegistryMetricsFactory: MetricsFactory {
    private let registry: MetricRegistry
    private let refused: Telemetry.Counter

    /// - Throws: ``MetricError`` where the registry has a factory already.
    init(_ registry: MetricRegistry) throws(MetricError) {
        self.registry = registry
        refused = try registry.register(MetricCatalogue.refusedLibraryMetrics).single
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        LibraryCounter(series(name(label, suffix: "_total"), dimensions, NoOptions()))
    }

    func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        LibraryFloatingCounter(series(name(label, suffix: "_total"), dimensions, NoOptions()))
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        LibraryGauge(series(name(label), dimensions, NoOptions()))
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate
            ? LibraryHistogram(series(name(label), dimensions, .magnitudes))
            : LibraryGauge(series(name(label), dimensions, NoOptions()))
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        LibraryHistogram(series(name(label, suffix: "_seconds"), dimensions, .seconds))
    }

    func destroyCounter(_ handler: any CounterHandler) { (handler as? LibraryCounter)?.series.forget() }

    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        (handler as? LibraryFloatingCounter)?.series.forget()
    }

    func destroyMeter(_ handler: any MeterHandler) { (handler as? LibraryGauge)?.series.forget() }

    func destroyRecorder(_ handler: any RecorderHandler) {
        (handler as? LibraryGauge)?.series.forget()
        (handler as? LibraryHistogram)?.series.forget()
    }

    func destroyTimer(_ handler: any TimerHandler) { (handler as? LibraryHistogram)?.series.forget() }

    private func name(_ label: String, suffix: String = "") -> String {
        let plain = PlainName.metric(label)
        guard !plain.hasSuffix(suffix) else { return plain }
        return plain.prefix(Telemetry.Limits.nameBytes - suffix.utf8.count) + suffix
    }

    private func series<Instrument: MetricInstrument>(
        _ name: String, _ dimensions: [(String, String)], _ options: Instrument.Options
    ) -> LibrarySeries<Instrument> {
        // The first of several dimensions of one name counts.
        let labels = Dictionary(dimensions, uniquingKeysWith: { first, _ in first })
        do {
            let family = try registry.open(
                name, Instrument.self, options, help: "Recorded by a library of the daemon.")
            return LibrarySeries(instrument: family.with(labels)) { family.remove(labels, $0) }
        } catch {
            refused.increment()
            return LibrarySeries(instrument: Instrument(options: options)) { _ in }
        }
    }
}
