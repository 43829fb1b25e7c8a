import PromQL
import Signals

/// Reads any bytes as a query, a selector and a test script, and evaluates what is a query over a few series.
///
/// A query that was read must read back as the same from both of its texts, and an evaluation must keep to its limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPromQLText(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: unsafe fuzzInput(data, count), as: UTF8.self)
    _ = try? Parser.metricSelector(text)
    if text.contains("eval") || text.contains("load") {
        _ = ScriptRunner(options: options).run(text, named: "script")
    }
    guard let expression = try? Parser.expression(text, options: options.parser) else { return 0 }
    for again in [expression.description, expression.pretty] {
        guard let read = try? Parser.expression(again, options: options.parser) else {
            preconditionFailure("the query does not read back: \(again)")
        }
        precondition(read.description == expression.description, "the query reads back as another: \(again)")
    }
    evaluate(text)
    return 0
}

private func evaluate(_ query: String) {
    let engine = Engine(options: options)
    for time in [600_000, 0, -1] as [Int64] {
        let deadline = FuzzDeadline()
        _ = try? engine.instant(query, at: time, from: FewSeries()) { deadline.isOver ? .timedOut : nil }
    }
    let deadline = FuzzDeadline()
    let result = try? engine.range(query, from: 0, through: 900_000, step: 45_000, from: FewSeries()) {
        deadline.isOver ? .timedOut : nil
    }
    if case .matrix(let series) = result?.value {
        for one in series {
            precondition(!one.points.isEmpty && one.points.count <= 21)
            precondition(zip(one.points, one.points.dropFirst()).allSatisfy { $0.timestamp < $1.timestamp })
        }
        precondition(zip(series, series.dropFirst()).allSatisfy { $0.labels < $1.labels })
    }
}

/// Bounds small enough that memory taken because of a short query is a finding.
private let options = {
    var options = EngineOptions()
    options.maximumSamples = 50_000
    options.maximumSeries = 500
    options.maximumPoints = 100
    options.parser.allowsExperimental = true
    return options
}()

/// Counters that start anew, gauges with what is no number, a histogram, and series that end.
private struct FewSeries: SampleSource {
    func series(
        matching matchers: [LabelMatcher], from start: Int64, through end: Int64, hints: SelectionHints
    ) throws -> [SeriesSamples] {
        Self.all.compactMap { one in
            guard matchers.allSatisfy({ $0.accepts(one.labels) }) else { return nil }
            let wanted = one.timestamps.indices.filter { start <= one.timestamps[$0] && one.timestamps[$0] <= end }
            return SeriesSamples(
                labels: one.labels, timestamps: wanted.map { one.timestamps[$0] },
                values: wanted.map { one.values[$0] })
        }.sorted { $0.labels < $1.labels }
    }

    private static let all: [SeriesSamples] = {
        var all: [SeriesSamples] = []
        func add(_ name: String, _ labels: [String: String], _ value: (Int) -> Double) {
            let labels = labels.merging(["__name__": name]) { $1 }.map { Label($0.key, $0.value) }
            guard let set = try? LabelSet(labels) else { return }
            all.append(
                SeriesSamples(
                    labels: set, timestamps: (0..<40).map { Int64($0) * 15_000 }, values: (0..<40).map(value)))
        }
        for job in ["a", "b"] {
            for instance in ["0", "1"] {
                add("c", ["job": job, "instance": instance]) { Double($0 % 17 * 3) }
                add("g", ["job": job, "instance": instance]) { $0 % 7 == 3 ? .nan : Double($0 - 20) / 4 }
            }
            for (index, bound) in ["0.1", "0.5", "1", "+Inf"].enumerated() {
                add("h_bucket", ["job": job, "le": bound]) { Double($0 * (index + 1)) }
            }
        }
        add("i", ["odd": "\u{e4}\"\\"]) { $0 % 3 == 0 ? .infinity : -.infinity }
        add("s", [:]) { $0 < 20 ? 1 : StaleMarker.value }
        add("target_info", ["job": "a", "instance": "0", "version": "1"]) { _ in 1 }
        return all
    }()
}
