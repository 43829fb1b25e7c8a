import Metrics
import Telemetry

/// An instrument that a library holds, and the way to end its series.
struct LibrarySeries<Instrument: MetricInstrument>: Sendable {
    let instrument: Instrument
    private let remove: @Sendable (Instrument) -> Void

    init(instrument: Instrument, remove: @escaping @Sendable (Instrument) -> Void) {
        self.instrument = instrument
        self.remove = remove
    }

    /// Ends the series; whoever holds the instrument may go on with it, for nobody.
    func forget() { remove(instrument) }
}

/// A counter of whole numbers.
final class LibraryCounter: CounterHandler {
    let series: LibrarySeries<Telemetry.Counter>

    init(_ series: LibrarySeries<Telemetry.Counter>) { self.series = series }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        series.instrument.increment(by: UInt64(amount))
    }

    func reset() { series.instrument.reset() }
}

/// A counter of fractions.
final class LibraryFloatingCounter: FloatingPointCounterHandler {
    let series: LibrarySeries<FloatingCounter>

    init(_ series: LibrarySeries<FloatingCounter>) { self.series = series }

    func increment(by amount: Double) { series.instrument.increment(by: amount) }

    func reset() { series.instrument.reset() }
}

/// A number that goes up and down: a meter, or a recorder that keeps the last value.
final class LibraryGauge: MeterHandler, RecorderHandler {
    let series: LibrarySeries<Telemetry.Gauge>

    init(_ series: LibrarySeries<Telemetry.Gauge>) { self.series = series }

    func set(_ value: Int64) { series.instrument.set(Double(value)) }
    func set(_ value: Double) { series.instrument.set(value) }
    func increment(by amount: Double) { series.instrument.add(amount) }
    func decrement(by amount: Double) { series.instrument.add(-amount) }
    func record(_ value: Int64) { series.instrument.set(Double(value)) }
    func record(_ value: Double) { series.instrument.set(value) }
}

/// Observations by upper bound: a recorder of anything, or a timer in seconds.
final class LibraryHistogram: RecorderHandler, TimerHandler {
    let series: LibrarySeries<Histogram>

    init(_ series: LibrarySeries<Histogram>) { self.series = series }

    func record(_ value: Int64) { series.instrument.observe(Double(value)) }
    func record(_ value: Double) { series.instrument.observe(value) }
    func recordNanoseconds(_ duration: Int64) { series.instrument.observe(Double(duration) / 1e9) }
}
