import HTTPTypes
import Hummingbird
import JSONText
import PromQL
import Signals
import Storage
import TimeSeries

/// `/api/v1/query`, `/query_range`, `/format_query` and `/query_exemplars` of Prometheus's HTTP API.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/api/.
struct QueryEndpoints: Sendable {
    let telemetry: TelemetryParts
    let clock: ApplianceClock

    /// A query at one time.
    func instant(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let parameters = try await PrometheusParameters(request)
        let limit = try parameters.limit()
        let now = clock.now().millisecondsSince1970
        let time = try parameters.time("time", default: now) ?? now
        let engine = try engine(parameters)
        let query = parameters["query"]
        return try await answer(parameters, context, limit: limit) { source, ticket throws(QueryError) in
            try engine.instant(query, at: time, from: source) { ticket.interruption }
        }
    }

    /// A query at the steps of a range.
    func range(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let parameters = try await PrometheusParameters(request)
        let limit = try parameters.limit()
        let start = try parameters.requiredTime("start")
        let end = try parameters.requiredTime("end")
        guard end >= start else {
            throw PrometheusParameters.invalid("end", "end timestamp must not be before start time")
        }
        let step = try parameters.requiredDuration("step")
        guard step > 0 else {
            throw PrometheusParameters.invalid(
                "step", "zero or negative query resolution step widths are not accepted. Try a positive integer")
        }
        let (length, overflow) = end.subtractingReportingOverflow(start)
        guard !overflow, length / step <= Int64(PromQL.Limits.pointsPerSeries) else {
            throw APIError.prometheus(
                .badData,
                "exceeded maximum resolution of 11,000 points per timeseries. "
                    + "Try decreasing the query resolution (?step=XX)")
        }
        let engine = try engine(parameters)
        let query = parameters["query"]
        return try await answer(parameters, context, limit: limit) { source, ticket throws(QueryError) in
            try engine.range(query, from: start, through: end, step: step, from: source) { ticket.interruption }
        }
    }

    /// The exemplars of a query's series; those of the daemon's own are remembered.
    func exemplars(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let parameters = try await PrometheusParameters(request)
        let (start, end) = (try parameters.time("start") ?? .min, try parameters.time("end") ?? .max)
        guard end >= start else {
            throw PrometheusParameters.invalid("end", "end timestamp must not be before start timestamp")
        }
        let selectors = try Self.parsed(parameters["query"]).selectors
        let ring = telemetry.recorder.exemplars
        do {
            let bytes = try await telemetry.queries.run {
                let found = ring.exemplars(selectors, from: start, through: end)
                return PrometheusAnswer.bytes { $0.exemplars(found) }
            }
            return Response(type: MediaType.json.rawValue, bytes: bytes)
        } catch {
            throw APIError.prometheusSource(error)
        }
    }

    /// The query in Prometheus's form, if it can be read.
    func format(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let query = try Self.parsed(try await PrometheusParameters(request)["query"])
        return PrometheusAnswer.response { json in json.string(query.pretty) }
    }

    private static func parsed(_ query: String) throws(APIError) -> QueryExpression {
        do {
            return try Parser.expression(query)
        } catch {
            throw PrometheusParameters.invalid("query", error.description)
        }
    }

    private func engine(_ parameters: PrometheusParameters) throws(APIError) -> Engine {
        var options = EngineOptions()
        options.maximumSamples = telemetry.queryMemory.samples
        options.maximumSeries = Limits.queriedSeries
        if let lookback = try parameters.duration("lookback_delta") {
            guard lookback > 0 else {
                throw .prometheus(.badData, "error parsing lookback delta duration: it must be positive")
            }
            options.lookback = lookback
        }
        return Engine(options: options)
    }

    /// Evaluates away from the threads of tasks, as long as the caller waits and its time is not up.
    private func answer(
        _ parameters: PrometheusParameters, _ context: ApplianceRequestContext, limit: Int?,
        _ evaluate: @escaping @Sendable (StoredSamples, QueryTicket) throws(QueryError) -> QueryResult
    ) async throws -> Response {
        let most = Limits.queryMilliseconds
        let timeout = min(max(try parameters.duration("timeout") ?? most, 0), most)
        let ticket = QueryTicket(milliseconds: timeout, clock: clock)
        let store = try telemetry.store()
        let source = StoredSamples(
            store: store, ticket: ticket,
            rawSince: clock.now().millisecondsSince1970 - telemetry.settings.retention.raw)
        let slow = telemetry.logs.slowQueries.begin(.promQL, parameters["query"], requestID: context.requestID)
        defer { slow.end() }
        let departure = await context.departure()
        departure?.watch { ticket.cancel() }
        defer { departure?.watch(nil) }
        do {
            let bytes = try await telemetry.queries.run {
                if ticket.interruption == .cancelled { throw QueryError.cancelled }
                let result = try evaluate(source, ticket)
                let (value, isCut) = result.value.limited(to: limit)
                let warnings = result.warnings + (isCut ? ["results truncated due to limit"] : [])
                return PrometheusAnswer.bytes(warnings: warnings, infos: result.infos) { $0.queryValue(value) }
            }
            return Response(type: MediaType.json.rawValue, bytes: bytes)
        } catch {
            // The store says only that it stopped; the ticket knows why.
            if case QueryError.source(TelemetryError.cancelled) = error, ticket.interruption == .timedOut {
                throw APIError(QueryError.timedOut)
            }
            throw APIError.prometheusSource(error)
        }
    }
}

extension QueryValue {
    /// The first series or samples of an answer, and whether there were more.
    func limited(to limit: Int?) -> (value: QueryValue, isCut: Bool) {
        guard let limit else { return (self, false) }
        switch self {
        case .vector(let samples) where samples.count > limit: return (.vector(Array(samples.prefix(limit))), true)
        case .matrix(let series) where series.count > limit: return (.matrix(Array(series.prefix(limit))), true)
        default: return (self, false)
        }
    }
}
