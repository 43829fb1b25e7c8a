import Foundation
import PromQL
import Signals
import Storage
import TimeSeries

/// `TelemetryBenchmark query DIRECTORY QUERIES ROUNDS`: the queries of a file over the day of a replayed recording, at each
/// of its scrapes, from the disk and through the engine.
enum Queries {
    private struct Source: SampleSource {
        let store: MetricStore

        func series(
            matching matchers: [LabelMatcher], from start: Int64, through end: Int64, hints: SelectionHints
        ) throws -> [SeriesSamples] {
            try store.select(
                MetricSelection(
                    matchers, from: start, through: end, maximumSamples: hints.maximumSamples,
                    maximumSeries: hints.maximumSeries)
            ).map { SeriesSamples(labels: $0.labels, timestamps: $0.timestamps, values: $0.values) }
        }
    }

    static func run(directory: String, queries: String, rounds: Int) async throws {
        let database = try await TelemetryDatabase.open(in: directory, as: .reader, maximumBytes: 4 << 30)
        let source = Source(store: try MetricStore(database: database))
        let engine = Engine()
        let start: Int64 = 1_700_006_400_000 + 15_000
        for query in try String(contentsOfFile: queries, encoding: .utf8).split(separator: "\n").map(String.init) {
            var (best, points, samples) = (Double.infinity, 0, 0)
            for _ in 0..<max(1, rounds) {
                let clock = ContinuousClock()
                let taken = try clock.measure {
                    let result = try engine.range(
                        query, from: start, through: start + 5_759 * 15_000, step: 15_000, from: source)
                    samples = result.samplesRead
                    if case .matrix(let series) = result.value { points = series.reduce(0) { $0 + $1.points.count } }
                }
                best = min(best, taken / .milliseconds(1))
            }
            print("\(rounded(best, 1)) ms, \(points) points of \(samples) samples: \(query)")
        }
        try await database.close()
    }
}
