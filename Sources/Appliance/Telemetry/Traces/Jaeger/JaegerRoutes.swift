import Access
import HTTPTypes

/// The routes of Jaeger's query API that its page and Grafana's data source ask.
///
/// Failures are answered in Jaeger's own form.
struct JaegerRoutes: Sendable {
    let routes: [Route]

    init(traces: TraceParts, clock: ApplianceClock) {
        let endpoints = JaegerEndpoints(traces: traces, clock: clock)
        routes = [
            Self.route("/api/services", endpoints.services),
            Self.route("/api/services/{service}/operations", endpoints.operationNames),
            Self.route("/api/operations", endpoints.operations),
            Self.route("/api/traces", endpoints.search),
            Self.route("/api/traces/{id}", endpoints.trace),
            Self.route("/api/dependencies", endpoints.dependencies),
        ]
    }

    private static func route(_ path: String, _ handler: @escaping Route.Handler) -> Route {
        Route(.get, path, .permission(.tracesRead)) { request, context in
            do {
                return try await handler(request, context)
            } catch {
                var problem = APIErrorMapping.apiError(for: error)
                problem.form = .jaeger
                throw problem
            }
        }
    }
}
