import Foundation
import PromQL
import Signals
import Testing

/// A query that asks for too much, or that nobody waits for, ends with a clear error.
@Suite struct EngineLimitTests {
    private func source() throws -> MemorySource {
        try MemorySource(["__name__": "m_total"], (0..<100).map(Double.init))
    }

    @Test func boundsPoints() throws {
        let source = try source()
        let engine = Engine()
        let fits = try engine.range("1", from: 0, through: 11_000, step: 1, from: source)
        guard case .matrix(let series) = fits.value else {
            Issue.record("a range query answers a matrix")
            return
        }
        #expect(series[0].points.count == 11_001)
        let error = #expect(throws: QueryError.self) {
            try engine.range("1", from: 0, through: 11_001, step: 1, from: source)
        }
        #expect(error?.description.contains("maximum resolution of 11000 points") == true)
    }

    @Test func boundsSamples() throws {
        var options = EngineOptions()
        options.maximumSamples = 100
        #expect(throws: Never.self) {
            try Engine(options: options).instant("count_over_time(m_total[24m])", at: 1_485_000, from: source())
        }
        options.maximumSamples = 90
        let error = #expect(throws: QueryError.self) {
            try Engine(options: options).instant("count_over_time(m_total[25m])", at: 1_485_000, from: source())
        }
        #expect(error?.description == "query processing would load too many samples into memory in query execution")
        // Nested subqueries multiply their steps: refused before anything is laid out.
        #expect(throws: QueryError.self) {
            try Engine().instant("max_over_time(vector(1)[100y:1ms])", at: 0, from: source())
        }
    }

    @Test func boundsSeries() throws {
        var options = EngineOptions()
        options.maximumSeries = 0
        #expect(throws: QueryError.self) { try Engine(options: options).instant("m_total", at: 0, from: source()) }
    }

    @Test func boundsTheText() throws {
        let padding = String(repeating: " ", count: Limits.queryBytes - 1)
        #expect(throws: Never.self) { try Parser.expression("1" + padding) }
        let error = #expect(throws: ParseError.self) { try Parser.expression("12" + padding) }
        #expect(error?.message == "the query has more than 1048576 bytes")
    }

    @Test func boundsAnnotations() throws {
        let source = MemorySource(
            try (0...Limits.annotations).map { index in
                SeriesSamples(
                    labels: try LabelSet([Label("__name__", "gauge_\(index)"), Label("i", "\(index)")]),
                    timestamps: [0, 15_000], values: [1, 2])
            })
        let result = try Engine().instant("rate({i!=\"\"}[1m])", at: 15_000, from: source)
        #expect(result.infos.count == Limits.annotations)
        #expect(
            result.infos.first == """
                PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \
                "gauge_0" (1:6)
                """)
    }

    @Test func boundsScripts() {
        let fits = "load 1ms\n  a 1x\(Limits.scriptSamples - 1)\n\neval instant at 0s count(a)\n  {} 1"
        #expect(ScriptRunner().run(fits, named: "x").failures.map(\.message) == [])
        let tooLong = "load 1ms\n  a 1 1x\(Limits.scriptSamples - 1)"
        #expect(ScriptRunner().run(tooLong, named: "x").failures.map(\.line) == [2])
    }

    @Test func boundsLabelValues() throws {
        func doubled(_ times: Int) -> String {
            var query = "label_replace(m_total, \"a\", \"xxxxxxxxxxxxxxxx\", \"\", \"\")"
            for _ in 0..<times { query = "label_join(\(query), \"a\", \"\", \"a\", \"a\")" }
            return query
        }
        let source = try source()
        #expect(throws: Never.self) { try Engine().instant(doubled(12), at: 0, from: source) }
        let error = #expect(throws: QueryError.self) { try Engine().instant(doubled(13), at: 0, from: source) }
        #expect(error?.description.contains("more than 65536 bytes") == true)
    }

    /// The deepest queries of every kind fit into half the stack that threads have by default, also without optimisation.
    @Test(arguments: [
        (String(repeating: "(", count: 248) + "m_total" + String(repeating: ")", count: 248)),
        (String(repeating: "abs(", count: 248) + "m_total" + String(repeating: ")", count: 248)),
        (String(repeating: "sum(", count: 248) + "m_total" + String(repeating: ")", count: 248)),
        ("m_total" + String(repeating: " + m_total", count: 248)),
        (String(repeating: "2 ^ ", count: 120) + "2"),
        (String(repeating: "sum_over_time(", count: 120) + "m_total" + String(repeating: "[1m:1m])", count: 120)),
    ])
    func fitsTheStack(_ query: String) async throws {
        let source = try source()
        let isAnswered = await withCheckedContinuation { continuation in
            let thread = Thread {
                let result = try? Engine().instant(query, at: 0, from: source)
                _ = (try? Parser.expression(query))?.pretty
                continuation.resume(returning: result != nil)
            }
            thread.stackSize = 4 << 20
            thread.start()
        }
        #expect(isAnswered)
    }

    /// What the query may still hold goes along with each question, so that a source need not gather more.
    @Test func handsOnWhatIsLeft() throws {
        let source = BoundedSource(inner: try source())
        var options = EngineOptions()
        (options.maximumSamples, options.maximumSeries) = (1_000, 10)
        _ = try Engine(options: options).instant("m_total + on () m_total", at: 0, from: source)
        let (first, second) = (try #require(source.seen.first), try #require(source.seen.last))
        #expect(source.seen.count == 2 && first.maximumSamples == 1_000 && first.maximumSeries == 10)
        #expect(second.maximumSamples < 1_000 && second.maximumSeries == 9)
        // Down to nothing, and no further.
        options.maximumSeries = 1
        #expect(throws: QueryError.self) {
            try Engine(options: options).instant("m_total + on () m_total", at: 0, from: source)
        }
        #expect(source.seen.last?.maximumSeries == 0)
    }

    @Test(arguments: [Interruption.cancelled, .timedOut])
    func stops(_ interruption: Interruption) throws {
        #expect(throws: QueryError.self) {
            try Engine().instant("m_total", at: 0, from: source(), interruption: { interruption })
        }
    }

    @Test(arguments: ["m_total @ 1e15", "m_total offset 290y", "rate(m_total[290y])", "m_total @ -1e15 offset -290y"])
    func survivesFarTimes(_ query: String) throws {
        let edge = Limits.milliseconds - 1
        for time in [0, edge, -edge] {
            #expect(throws: Never.self) { try Engine().instant(query, at: time, from: source()) }
        }
        #expect(throws: QueryError.self) { try Engine().instant(query, at: Limits.milliseconds, from: source()) }
    }
}

/// Remembers what it was asked for.
private final class BoundedSource: SampleSource {
    private let inner: MemorySource
    private(set) var seen: [SelectionHints] = []

    init(inner: MemorySource) { self.inner = inner }

    func series(
        matching matchers: [LabelMatcher], from start: Int64, through end: Int64, hints: SelectionHints
    ) throws -> [SeriesSamples] {
        seen.append(hints)
        return try inner.series(matching: matchers, from: start, through: end, hints: hints)
    }
}
