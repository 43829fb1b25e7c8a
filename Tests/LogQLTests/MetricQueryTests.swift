import LogQL
import Signals
import Testing

struct MetricQueryTests {
    private static let second: Int64 = 1_000_000_000

    /// Lines of two streams, at seconds after 1,000.
    private static func source() throws -> MemorySource {
        let source = MemorySource()
        let times = (0..<6).map { (1_000 + Int64($0) * 10) * second }
        try source.append(
            ["app": "a", "env": "p"],
            zip(times, [1, 2, 3, 4, 5, 6]).map { time, value in
                (time, "level=\(value % 2 == 0 ? "info" : "error") took=\(value)s size=\(value)KB n=\(value)")
            })
        try source.append(
            ["app": "b", "env": "p"],
            zip(times, [10, 20, 5, 15, 1, 11]).map { time, value in (time, "level=info took=\(value)ms n=\(value)") })
        return source
    }

    private static func text(_ labels: LabelSet, _ value: Double) -> String {
        let inside = labels.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        return "{\(inside)} \(NumberText.string((value * 1e9).rounded() / 1e9))"
    }

    private static func instant(_ query: String, _ source: MemorySource, at time: Int64 = 1_050) throws -> [String] {
        guard case .metric(let expression) = try Query(query) else { return ["no metric"] }
        let engine = LogQLEngine(source: source, detectsLevel: false)
        switch try engine.instant(expression, at: time * second).value {
        case .scalar(let number): return [NumberText.string(number)]
        case .vector(let samples): return samples.map { text($0.labels, $0.value) }
        }
    }

    @Test(arguments: MetricCases.instants) func atAnInstant(_ example: MetricCase) throws {
        #expect(try Self.instant(example.query, try Self.source()) == example.expected)
    }

    @Test(arguments: MetricCases.failures) func fails(_ query: String, _ message: String) throws {
        let error = #expect(throws: LogQLError.self) { try Self.instant(query, try Self.source()) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    private static func range(
        _ query: String, _ source: MemorySource, from start: Int64, to end: Int64, step: Int64
    ) throws -> [String] {
        guard case .metric(let expression) = try Query(query) else { return ["no metric"] }
        let result = try LogQLEngine(source: source, detectsLevel: false)
            .range(expression, from: start * second, to: end * second, step: step * second)
        return result.series.map { series in
            let inside = series.labels.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            let points = series.points.map { "\($0.timestamp / second - 1_000):\(NumberText.string($0.value))" }
            return "{\(inside)} " + points.joined(separator: " ")
        }
    }

    @Test func windowsAreOpenOnTheLeft() throws {
        let query = "sum(count_over_time({app=`a`}[20s]))"
        #expect(
            try Self.range(query, try Self.source(), from: 1_000, to: 1_080, step: 10)
                == ["{} 0:1 10:2 20:2 30:2 40:2 50:2 60:1"])
    }

    @Test(arguments: ["sum_over_time", "min_over_time", "max_over_time", "first_over_time", "last_over_time"])
    func panesAgreeWithEachWindowAlone(_ function: String) throws {
        for (interval, step) in [(20, 10), (25, 10), (7, 10), (50, 10), (10, 10), (13, 4), (60, 7)] {
            let query = "\(function)({app=`b`} | logfmt | unwrap n [\(interval)s]) "
            let all = try Self.range("sum(\(query))", try Self.source(), from: 990, to: 1_120, step: Int64(step))
            var alone: [String] = []
            for time in stride(from: 990, through: 1_120, by: step) {
                for sample in try Self.instant("sum(\(query))", try Self.source(), at: Int64(time)) {
                    alone.append("\(time - 1_000):\(sample.dropFirst(3))")
                }
            }
            #expect(all == ["{} " + alone.joined(separator: " ")], "\(query) every \(step)s")
        }
    }

    @Test func quantilesOfSlidingWindows() throws {
        let query = "quantile_over_time(0.5, {app=`b`} | logfmt | unwrap n [30s]) by (app)"
        #expect(
            try Self.range(query, try Self.source(), from: 1_020, to: 1_050, step: 10)
                == ["{app=b} 20:10 30:15 40:5 50:11"])
    }

    @Test func numbersOverARange() throws {
        #expect(try Self.range("1 + 1", try Self.source(), from: 0, to: 20, step: 10) == ["{} -1000:2 -990:2 -980:2"])
    }

    @Test func parsersAreAskedForNoMoreThanTheGroupingNeeds() throws {
        let source = MemorySource()
        try source.append(["app": "a"], [(1_000 * Self.second, #"{"level":"info","x":"#)])
        #expect(
            try Self.instant("sum by (level) (count_over_time({app=`a`} | json [1m]))", source)
                == ["{level=info} 1"])
        #expect(throws: LogQLError.self) {
            try Self.instant("sum by (other) (count_over_time({app=`a`} | json [1m]))", source)
        }
    }

    @Test func theLevelIsDetectedWhereItIsAskedFor() throws {
        let source = MemorySource()
        try source.append(["app": "a"], [(1_000 * Self.second, "level=warning x"), (1_001 * Self.second, "[ERROR] y")])
        let query = "sum by (level, detected_level) (count_over_time({app=`a`} | drop __error__[1m]))"
        guard case .metric(let expression) = try Query(query) else { return }
        let result = try LogQLEngine(source: source).instant(expression, at: 1_002 * Self.second)
        guard case .vector(let samples) = result.value else { return }
        #expect(
            samples.map { Self.text($0.labels, $0.value) } == ["{detected_level=error} 1", "{detected_level=warn} 1"])
    }

    @Test func rangesAreBounded() throws {
        guard case .metric(let expression) = try Query("rate({app=`a`}[1m])") else { return }
        let engine = LogQLEngine(source: try Self.source())
        let step = Self.second
        let steps = Int64(Limits.steps)
        #expect(try engine.range(expression, from: 2_000 * step, to: (steps + 1_999) * step, step: step).series.isEmpty)
        #expect(throws: LogQLError.self) { try engine.range(expression, from: 0, to: steps * step, step: step) }
        #expect(throws: LogQLError.self) { try engine.range(expression, from: 0, to: 1, step: 0) }
        #expect(throws: LogQLError.self) { try engine.range(expression, from: 1, to: 0, step: 1) }
        #expect(throws: LogQLError.self) { try engine.range(expression, from: .min, to: .max, step: .max) }
        #expect(throws: LogQLError.cancelled) {
            try engine.range(expression, from: 0, to: 1, step: 1, isCancelled: { true })
        }
    }

    @Test func seriesAreBounded() throws {
        let source = MemorySource()
        try source.append(["app": "a"], (0...Limits.series).map { (Int64($0), "n=\($0)") })
        guard case .metric(let some) = try Query("count_over_time({app=`a`} | logfmt | n>0 [1m])"),
            case .metric(let all) = try Query("count_over_time({app=`a`} | logfmt [1m])")
        else { return }
        let engine = LogQLEngine(source: source, detectsLevel: false)
        guard case .vector(let samples) = try engine.instant(some, at: Self.second).value else { return }
        #expect(samples.count == Limits.series)
        #expect(throws: LogQLError.limit("maximum of series (5000) reached for a single query")) {
            try engine.instant(all, at: Self.second)
        }
    }
}
