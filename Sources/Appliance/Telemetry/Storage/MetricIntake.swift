import Storage
import TimeSeries
import WireFormats

/// Takes series that others send into the store.
enum MetricIntake {
    /// Stores what can be stored, and says what became of it.
    ///
    /// - Throws: ``TelemetryError`` for labels beyond the bounds and where there are too many series; then nothing is stored.
    static func append(
        _ series: [WrittenSeries], _ metadata: [FamilyMetadata], to store: MetricStore, now: Int64
    ) throws -> AppendOutcome {
        for family in metadata {
            store.note(
                Storage.MetricMetadata(type: family.kind.rawValue, help: family.help, unit: family.unit),
                of: family.family)
        }
        let series = series.filter { !$0.samples.isEmpty }
        let first = series.compactMap { $0.samples.first?.milliseconds }.min() ?? now
        let references = try store.references(to: series.map(\.labels), at: first)
        var samples: [Storage.MetricSample] = []
        for (one, reference) in zip(series, references) {
            for sample in one.samples {
                samples.append(Storage.MetricSample(reference, time: sample.milliseconds, value: sample.value))
            }
        }
        return store.append(samples, now: now)
    }

    /// Why samples were refused, in Prometheus's words where it has some; nil where none were.
    static func reason(_ outcome: AppendOutcome) -> String? {
        guard outcome.refused > 0 else { return nil }
        if outcome.noRoom > 0 {
            return "samples cannot be written to the disk, and there is no room for more in memory"
        }
        if outcome.outOfOrder > 0 { return "out of order sample" }
        if outcome.contradicted > 0 { return "duplicate sample for timestamp" }
        if outcome.tooOld > 0 { return "out of bounds" }
        if outcome.tooFarAhead > 0 { return "out of bounds: more than 10 minutes ahead of the server's clock" }
        return "the series was dropped meanwhile"
    }
}
