import PromQL
import Signals
import Storage
import TimeSeries

/// The samples of `telemetry.db` as the query engine asks for them.
struct StoredSamples: SampleSource {
    let store: MetricStore
    let ticket: QueryTicket
    /// Times before this, in milliseconds, are only kept as roll-ups.
    let rawSince: Int64

    func series(
        matching matchers: [LabelMatcher], from start: Int64, through end: Int64, hints: SelectionHints
    ) throws -> [SeriesSamples] {
        let choice = RollupChoice(hints, from: start, through: end, rawSince: rawSince)
        let selection = MetricSelection(
            matchers, from: start, through: end, resolution: choice.resolution, column: choice.column,
            maximumSamples: hints.maximumSamples, maximumSeries: hints.maximumSeries)
        do {
            return try store.select(selection) { ticket.interruption != nil }.map {
                SeriesSamples(labels: $0.labels, timestamps: $0.timestamps, values: $0.values)
            }
        } catch TelemetryError.tooManySamples {
            throw QueryError.tooManySamples
        } catch TelemetryError.tooManySelectedSeries {
            throw QueryError.tooManySeries(limit: hints.maximumSeries)
        }
    }
}
