import Storage
import Telemetry
import TimeSeries

/// Exposes what is stored of telemetry.
struct TelemetryCollector: MetricCollector {
    private static let samples = MetricDescriptor(
        "telemetry_samples_total", .counter, help: "Samples of metrics that were stored.")
    private static let refused = MetricDescriptor(
        "telemetry_samples_refused_total", .counter, labels: ["reason"],
        help: "Samples of metrics that could not be stored.")
    private static let series = MetricDescriptor(
        "telemetry_series", .gauge, help: "Series of metrics that have samples in memory.")
    private static let bytes = MetricDescriptor(
        "telemetry_storage_bytes", .gauge, labels: ["kind"],
        help: "Size of telemetry.db and its write-ahead log.")
    private static let working = MetricDescriptor(
        "telemetry_storing", .gauge,
        help: "Whether telemetry is being stored: 1, or 0 where the disk or the database refuses.")

    let storage: TelemetryStorage

    var descriptors: [MetricDescriptor] { [Self.samples, Self.refused, Self.series, Self.bytes, Self.working] }

    func collect() -> [MetricFamilySnapshot] {
        let counts = storage.metrics?.counts
        let outcome = counts?.samples ?? AppendOutcome()
        let refusals: [(String, Int)] = [
            ("bad_labels", outcome.badLabels), ("duplicate", outcome.contradicted), ("lost", counts?.lost ?? 0),
            ("no_room", outcome.noRoom), ("out_of_order", outcome.outOfOrder),
            ("too_far_ahead", outcome.tooFarAhead), ("too_many_series", outcome.tooManySeries),
            ("too_old", outcome.tooOld),
        ]
        return [
            MetricFamilySnapshot(Self.samples, .integer(UInt64(clamping: outcome.stored))),
            MetricFamilySnapshot(
                Self.refused, refusals.map { Telemetry.MetricSample([$0.0], .integer(UInt64(clamping: $0.1))) }),
            MetricFamilySnapshot(Self.series, .number(Double(storage.metrics?.memory.activeSeries ?? 0))),
            MetricFamilySnapshot(
                Self.bytes, [Telemetry.MetricSample(["metrics"], .number(Double(storage.bytes)))]),
            MetricFamilySnapshot(Self.working, .number(storage.metrics != nil && storage.problem == nil ? 1 : 0)),
        ]
    }
}
