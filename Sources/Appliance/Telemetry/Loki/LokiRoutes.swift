import Access
import HTTPTypes

/// The routes of Loki's HTTP API.
///
/// Questions can be asked with GET and with POST; failures are answered as plain text, which Loki's clients show.
struct LokiRoutes: Sendable {
    let routes: [Route]

    init(logs: LogParts, clock: ApplianceClock, authenticator: Authenticator) {
        let queries = LokiQueryEndpoints(logs: logs, clock: clock)
        let index = LokiIndexEndpoints(logs: logs, clock: clock)
        let volumes = LokiVolumeEndpoints(logs: logs, clock: clock)
        let small = LokiSmallEndpoints(clock: clock)
        let tail = LokiTailEndpoint(logs: logs, clock: clock, authenticator: authenticator)
        let push = LokiPushEndpoint(logs: logs, clock: clock)
        let questions: [(path: String, handler: Route.Handler)] = [
            ("query", queries.instant),
            ("query_range", queries.range),
            ("labels", index.labels),
            ("series", index.series),
            ("index/stats", index.statistics),
            ("index/volume", volumes.volume),
            ("index/volume_range", volumes.volumeRange),
            ("detected_labels", index.detectedLabels),
            ("detected_fields", queries.detectedFields),
            ("patterns", small.patterns),
            ("format_query", small.format),
        ]
        let asked = questions.flatMap { path, handler in
            [HTTPRequest.Method.get, .post].map { Self.route($0, path, handler) }
        }
        routes =
            asked + [
                Self.route(.get, "tail", tail.tail),
                Self.route(.get, "label/{name}/values", index.values),
                Self.route(.get, "status/buildinfo", small.buildInformation),
                Route(
                    .post, Self.base + "push", .permission(.logsWrite), codings: ["gzip"],
                    Self.plain(push.push)
                ).onStandby,
            ]
    }

    private static let base = "/loki/api/v1/"

    private static func route(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Route.Handler) -> Route
    {
        Route(method, base + path, .permission(.logsRead), plain(handler)).onStandby
    }

    /// The same with failures as plain text.
    private static func plain(_ handler: @escaping Route.Handler) -> Route.Handler {
        { request, context in
            do {
                return try await handler(request, context)
            } catch {
                var problem = APIErrorMapping.apiError(for: error)
                problem.form = .text
                // Loki knows one status for whatever is wrong with a request.
                if problem.status == .unprocessableContent { problem.status = .badRequest }
                throw problem
            }
        }
    }
}
