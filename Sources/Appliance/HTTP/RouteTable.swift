import HTTPTypes
import Hummingbird

/// Every route of the daemon: the one place that lists them.
struct RouteTable: Sendable {
    let routes: [Route]

    /// - Throws: ``EmbeddedFile/Missing`` when the program was built without its documentation.
    init(_ parts: ApplianceParts) throws(EmbeddedFile.Missing) {
        let health = HealthEndpoints(readiness: parts.readiness, clock: parts.clock, startedAt: parts.startedAt)
        let predict = PredictEndpoint(serving: parts.serving, predictor: parts.predictor, clock: parts.clock)
        let batch = BatchPredictEndpoint(
            serving: parts.serving, predictor: parts.predictor, executor: parts.executor, clock: parts.clock)
        let models = ModelEndpoints(
            registry: parts.registry, serving: parts.serving, importer: parts.importer, clock: parts.clock)
        let metrics = MetricsEndpoint(
            registry: parts.metrics, models: parts.registry, clock: parts.clock, startedAt: parts.startedAt)
        let documentation = try DocumentationEndpoints()
        routes = [
            Route(.get, "/", RootEndpoint().respond),
            Route(.get, "/health", health.health),
            Route(.get, "/health/live", health.live),
            Route(.get, "/health/ready", health.ready),
            Route(.get, "/metrics", metrics.respond),
            Route(.get, "/docs", documentation.page),
            Route(.get, "/redoc", documentation.page),
            Route(.get, "/openapi.json", documentation.openAPI),
            Route(.post, "/predict", predict.respond),
            Route(.post, "/predict/batch", batch.respond),
            Route(.get, "/models", models.list),
            Route(.post, "/models", models.create),
            Route(.get, "/models/compare", models.compare),
            Route(.get, "/models/{id}", models.get),
            Route(.delete, "/models/{id}", models.delete),
            Route(.get, "/models/{id}/download", models.download),
            Route(.post, "/models/{id}/promote", models.promote),
            // The contract calls this parameter a name; the router has one name for a parameter in one place.
            Route(.post, "/models/{id}/rollback", models.rollback),
        ]
    }

    /// Hummingbird's router over the table: every route answers with the same care for errors, ids, metrics and log
    /// lines, GET routes answer HEAD too, and what matches no route is told apart into 404 and 405.
    func router(_ envelope: RequestEnvelope) -> Router<ApplianceRequestContext> {
        let router = Router(context: ApplianceRequestContext.self)
        for route in routes {
            router.on(
                RouterPath(route.path), method: route.method,
                responder: EnvelopedRoute(route: route, envelope: envelope))
            if route.method == .get {
                router.on(
                    RouterPath(route.path), method: .head,
                    responder: EnvelopedRoute(route: Route(.head, route.path, route.handler), envelope: envelope))
            }
        }
        // Added last, it wraps only the responder of paths that no route has.
        router.add(middleware: UnmatchedRequests(routes: routes, envelope: envelope))
        return router
    }
}
