import Foundation
import HTTPTypes
import Hummingbird
import JSONText
import Storage
import Traces

/// Jaeger's query API over the spans in `telemetry.db`.
///
/// Source: https://www.jaegertracing.io/docs/1.65/apis/#http-json.
struct JaegerEndpoints: Sendable {
    let traces: TraceParts
    let clock: ApplianceClock

    /// `/api/services`: who has sent spans.
    func services(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        try await answer(context) { store, _ in
            let names = try store.services()
            return JSONWriter.bytes { JaegerAnswer.services(names, to: &$0) }
        }
    }

    /// `/api/services/{service}/operations`: what a service has done.
    func operationNames(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        guard let service = context.parameters.get("service")?.removingPercentEncoding else {
            throw APIError(.badRequest, "The path names no service.")
        }
        return try await answer(context) { store, _ in
            let names = try store.operations(of: service)
            return JSONWriter.bytes { JaegerAnswer.operations(names, to: &$0) }
        }
    }

    /// `/api/operations?service=`: the same in another shape.
    func operations(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let parameters = try Self.parameters(request)
        guard let service = parameters.first(where: { $0.name == "service" })?.value, !service.isEmpty else {
            throw APIError(.badRequest, "The parameter 'service' is required.")
        }
        return try await answer(context) { store, _ in
            let names = try store.operations(of: service)
            return JSONWriter.bytes { JaegerAnswer.operationsWithKinds(names, to: &$0) }
        }
    }

    /// `/api/traces`: the latest traces that a search finds, or those that `traceID` names.
    func search(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let parameters = try Self.parameters(request)
        let named = parameters.filter { $0.name == "traceID" && !$0.value.isEmpty }.map(\.value)
        guard named.isEmpty else {
            let ids = try Self.distinctIDs(named)
            return try await answer(context) { store, watch in
                let found = try store.traces(Set(ids)) { watch.shouldStop }
                return JSONWriter.bytes { JaegerAnswer.traces(ids.compactMap { found[$0] }, to: &$0) }
            }
        }
        let query = try JaegerQuery(parameters: parameters, now: clock.now().nanosecondsSince1970)
        return try await answer(context) { store, watch in
            let found = try store.search(query) { watch.shouldStop }
            return JSONWriter.bytes { JaegerAnswer.traces(found.traces, to: &$0) }
        }
    }

    /// `/api/traces/{id}`: one trace.
    func trace(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let id = try Self.id(context.parameters.get("id") ?? "")
        return try await answer(context) { store, watch in
            let spans = try store.trace(id) { watch.shouldStop }
            guard !spans.isEmpty else { throw APIError.notFound("trace not found") }
            return JSONWriter.bytes { JaegerAnswer.traces([spans], to: &$0) }
        }
    }

    /// `/api/dependencies`: nobody counts who calls whom, so there are none.
    func dependencies(_: Request, _: ApplianceRequestContext) async throws -> Response {
        Response(
            type: MediaType.json.rawValue, bytes: JSONWriter.bytes { JaegerAnswer.services([], to: &$0) })
    }

    private static func id(_ text: String) throws(APIError) -> TraceID {
        guard let id = TraceID(jaeger: text) else {
            throw APIError(.badRequest, "A trace id has 1 to 32 hexadecimal digits that are not all zero.")
        }
        return id
    }

    /// Each id once, in the order in which they are named first.
    private static func distinctIDs(_ named: [String]) throws(APIError) -> [TraceID] {
        var ids: [TraceID] = []
        var seen: Set<TraceID> = []
        for text in named {
            let id = try Self.id(text)
            if seen.insert(id).inserted { ids.append(id) }
        }
        guard ids.count <= Limits.jaegerNamedTraces else {
            throw APIError(
                .badRequest,
                "The query names \(ids.count) traces; at most \(Limits.jaegerNamedTraces) may be named. Name fewer.")
        }
        return ids
    }

    /// The parameters of the target in their order; unknown ones are passed over by whoever reads them, as in Jaeger.
    private static func parameters(_ request: Request) throws(APIError) -> [(name: String, value: String)] {
        let pairs = (request.uri.query ?? "").utf8.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Limits.jaegerParameters else {
            throw APIError(.badRequest, "The query has more than \(Limits.jaegerParameters) parameters.")
        }
        var parameters: [(name: String, value: String)] = []
        for pair in pairs {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            do throws(FormFields.Malformed) {
                parameters.append(
                    (
                        try FormFields.decoded(Array(pair[..<end])),
                        try FormFields.decoded(Array(pair[end...].dropFirst()))
                    ))
            } catch {
                throw APIError(.badRequest, "The query is malformed: \(error.description)")
            }
        }
        return parameters
    }

    private func answer(
        _ context: ApplianceRequestContext, _ work: @escaping @Sendable (TraceStore, QueryWatch) throws -> [UInt8]
    ) async throws -> Response {
        let store = try traces.store()
        let bytes = try await traces.executor.run(for: await context.departure()) { watch in try work(store, watch) }
        return Response(type: MediaType.json.rawValue, bytes: bytes)
    }
}
