import HTTPTypes
import Hummingbird
import JSONText
import LogQL
import Signals
import Storage

/// `/loki/api/v1/query` and `/loki/api/v1/query_range`: lines and numbers, with GET and POST.
struct LokiQueryEndpoints: Sendable {
    let logs: LogParts
    let clock: ApplianceClock

    /// The value of a metric query at one moment; a query for lines is 400, as in Loki.
    func instant(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let asked = LokiRequest(try await LokiParameters(request), now: clock.now())
        let text = try asked.query()
        let time = try asked.instant()
        return try await answer(text, context) { engine, watch in
            guard case .metric(let expression) = try Query(text) else { throw LogQLError.logQueryAtInstant }
            let start = clock.monotonicNanoseconds()
            let found = try engine.instant(expression, at: time) { watch.shouldStop }
            let cost = QueryCost(statistics: found.statistics, seconds: Self.seconds(since: start, clock))
            return switch found.value {
            case .scalar(let value):
                LokiDocument.result("scalar", cost: cost) { LokiDocument.write(time, value, to: &$0) }
            case .vector(let samples):
                LokiDocument.result("vector", cost: cost) { json in
                    LokiDocument.vector(samples.map { ($0.labels.labels, $0.value) }, at: time, to: &json)
                }
            }
        }
    }

    /// Lines of a time, or the values of a metric query at each step of it.
    func range(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let asked = LokiRequest(try await LokiParameters(request), now: clock.now())
        let text = try asked.query()
        let range = try asked.range()
        let step = try asked.step(range)
        let lines = LineRequest(
            range: range.start..<range.end, limit: try asked.limit(), direction: try asked.direction(),
            interval: try asked.interval(), categorises: request.asksForCategories)
        return try await answer(text, context) { engine, watch in
            let start = clock.monotonicNanoseconds()
            switch try Query(text) {
            case .log(let expression):
                let found = try engine.logs(expression, lines.options) { watch.shouldStop }
                let kept = lines.spaced(found.streams)
                return LokiDocument.result(
                    "streams", flags: lines.categorises ? [Request.categoriesFlag] : [],
                    cost: QueryCost(statistics: found.statistics, seconds: Self.seconds(since: start, clock))
                ) { json in
                    LokiDocument.streams(found.streams, categorised: lines.categorises, to: &json) { entry in
                        kept?.contains(entry.timestamp) ?? true
                    }
                }
            case .metric(let expression):
                let found = try engine.range(expression, from: range.start, to: range.end, step: step) {
                    watch.shouldStop
                }
                let cost = QueryCost(statistics: found.statistics, seconds: Self.seconds(since: start, clock))
                return LokiDocument.result("matrix", cost: cost) { json in
                    LokiDocument.matrix(found.series.map { LokiSeries($0) }, to: &json)
                }
            }
        }
    }

    /// `/detected_fields`: what the lines of a query have for fields.
    func detectedFields(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let asked = LokiRequest(try await LokiParameters(request), now: clock.now())
        let text = try asked.query()
        let range = try asked.range()
        let lines = try asked.parameters.number("line_limit", default: 100, in: 1...LogQL.Limits.entries)
        let limit = try asked.parameters.number("limit", default: 1_000, in: 1...LogQL.Limits.detectedFields)
        return try await answer(text, context) { engine, watch in
            guard case .log(let expression) = try Query(text) else {
                throw LogQLError.invalid("only log queries are supported here")
            }
            let options = LogOptions(range: range.start..<range.end, limit: lines)
            let fields = try engine.detectedFields(expression, options, limit: limit) { watch.shouldStop }
            return JSONWriter.bytes { LokiDocument.write(fields, limit: limit, to: &$0) }
        }
    }

    private func answer(
        _ text: String, _ context: ApplianceRequestContext,
        _ work: @escaping @Sendable (LogQLEngine, QueryWatch) throws -> [UInt8]
    ) async throws -> Response {
        let slow = logs.slowQueries.begin(.logQL, text, requestID: context.requestID)
        defer { slow.end() }
        let bytes = try await logs.ask(context) { store, watch in try work(LogParts.engine(store, watch), watch) }
        return Response(type: MediaType.json.rawValue, bytes: bytes)
    }

    private static func seconds(since start: UInt64, _ clock: ApplianceClock) -> Double {
        Double(clock.monotonicNanoseconds() &- start) / 1e9
    }
}

/// Which lines an answer has, and how.
struct LineRequest: Sendable {
    let range: Range<Int64>
    let limit: Int
    let direction: LogDirection
    /// The least nanoseconds between two lines; zero for all lines.
    let interval: Int64
    let categorises: Bool

    /// What the engine is asked: with an interval more than is answered, for some are left out afterwards.
    var options: LogOptions {
        LogOptions(
            range: range, limit: interval > 0 ? LogQL.Limits.entries : limit, direction: direction,
            categorisesLabels: categorises)
    }

    /// The times of lines that are at least ``interval`` apart, all streams together, and ``limit`` of them at most; nil where
    /// all lines are wanted.
    func spaced(_ streams: [LogResultStream]) -> Set<Int64>? {
        guard interval > 0 else { return nil }
        let times = streams.flatMap { $0.entries.map(\.timestamp) }
            .sorted { direction == .forward ? $0 < $1 : $0 > $1 }
        var kept: Set<Int64> = []
        var last: Int64?
        for time in times where kept.count < limit {
            if let last, (time &- last).magnitude < interval.magnitude { continue }
            kept.insert(time)
            last = time
        }
        return kept
    }
}

extension LokiSeries {
    init(_ series: ResultSeries) {
        self.init(labels: series.labels.labels, points: series.points.map { ($0.timestamp, $0.value) })
    }
}

extension Request {
    /// The flag by which a client asks for metadata and parsed labels apart from a stream's own.
    static let categoriesFlag = "categorize-labels"

    /// Whether the request has the flag.
    var asksForCategories: Bool {
        headers.value(of: .lokiEncodingFlags)?.split(separator: ",")
            .contains { $0.trimmingSpaces() == Self.categoriesFlag } ?? false
    }
}

extension HTTPField.Name {
    /// How an answer of Loki's API is to be encoded.
    static let lokiEncodingFlags = known("X-Loki-Response-Encoding-Flags")
}
