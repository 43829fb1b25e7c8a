import PromQL
import Signals
import Testing

/// What the engine asks its source for, and the shapes of its answers.
@Suite struct EngineRangeTests {
    /// Remembers what it was asked.
    private final class Recorder: SampleSource {
        var asked: [(start: Int64, end: Int64, hints: SelectionHints)] = []

        func series(
            matching matchers: [LabelMatcher], from start: Int64, through end: Int64, hints: SelectionHints
        ) -> [SeriesSamples] {
            asked.append((start, end, hints))
            return []
        }
    }

    @Test(
        arguments: [
            // Ranges and the lookback exclude their start.
            ("m", 700_001, 1_200_000, 0),
            ("m offset 1m", 640_001, 1_140_000, 0),
            ("m @ 100", -199_999, 100_000, 0),
            ("m @ end()", 900_001, 1_200_000, 0),
            ("rate(m[1m])", 940_001, 1_200_000, 60_000),
            ("rate(m[1m] @ start() offset -10s)", 950_001, 1_010_000, 60_000),
            // The first multiple of 30 s after 940 s is 960 s.
            ("max_over_time(m[1m:30s])", 660_001, 1_200_000, 0),
            ("max_over_time(rate(m[10s])[1m:30s])", 950_001, 1_200_000, 10_000),
        ] as [(String, Int64, Int64, Int64)])
    func asksForWhatItNeeds(_ query: String, _ start: Int64, _ end: Int64, _ range: Int64) throws {
        let recorder = Recorder()
        _ = try Engine().range(query, from: 1_000_000, through: 1_200_000, step: 100_000, from: recorder)
        #expect(recorder.asked.map(\.start) == [start])
        #expect(recorder.asked.map(\.end) == [end])
        #expect(recorder.asked.first?.hints.range == range)
    }

    @Test func answersAMatrixInTheOrderOfLabels() throws {
        let source = MemorySource(
            try ["b", "a"].map {
                SeriesSamples(labels: try LabelSet([Label("x", $0)]), timestamps: [0, 60_000], values: [1, 2])
            })
        let result = try Engine().range("sort_desc({x!=\"\"})", from: 0, through: 60_000, step: 30_000, from: source)
        guard case .matrix(let series) = result.value else {
            Issue.record("a range query answers a matrix")
            return
        }
        #expect(series.map { $0.labels["x"] } == ["a", "b"])
        #expect(series[0].points.map(\.timestamp) == [0, 30_000, 60_000])
        #expect(series[0].points.map(\.value) == [1, 1, 2])
        #expect(result.samplesRead == 4)
    }

    @Test(arguments: ["m[5m]", "\"text\"", "m[5m:1m]"])
    func refusesRangesOfOtherTypes(_ query: String) {
        let error = #expect(throws: QueryError.self) {
            try Engine().range(query, from: 0, through: 1, step: 1, from: Recorder())
        }
        #expect(error?.description.contains("must be Scalar or instant Vector") == true)
    }

    @Test func refusesImpossibleTimes() {
        #expect(throws: QueryError.self) { try Engine().range("1", from: 1, through: 0, step: 1, from: Recorder()) }
        #expect(throws: QueryError.self) { try Engine().range("1", from: 0, through: 1, step: 0, from: Recorder()) }
    }
}
