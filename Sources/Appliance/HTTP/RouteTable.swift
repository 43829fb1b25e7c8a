import Access
import HTTPTypes
import Hummingbird

/// Every route of the daemon: the one place that lists them.
struct RouteTable: Sendable {
    let routes: [Route]

    /// - Throws: ``EmbeddedFile/Missing`` when the program was built without its documentation.
    init(_ parts: ApplianceParts) throws(EmbeddedFile.Missing) {
        let health = HealthEndpoints(
            readiness: parts.readiness, clock: parts.clock, startedAt: parts.startedAt,
            telemetry: parts.telemetry.storage)
        let predict = PredictEndpoint(serving: parts.serving, predictor: parts.predictor, clock: parts.clock)
        let batch = BatchPredictEndpoint(
            serving: parts.serving, predictor: parts.predictor, executor: parts.executor, limits: parts.limits,
            clock: parts.clock)
        let models = ModelEndpoints(
            registry: parts.registry, serving: parts.serving, importer: parts.importer, clock: parts.clock)
        let metrics = MetricsEndpoint(
            registry: parts.metrics, models: parts.registry, clock: parts.clock, startedAt: parts.startedAt)
        let resets = PasswordResetEndpoints(
            mail: parts.mail, tokens: parts.oneTimeTokens, accounts: parts.accounts, passwords: parts.passwords,
            refusals: parts.refusals, clock: parts.clock)
        let verification = EmailVerificationEndpoints(
            tokens: parts.oneTimeTokens, refusals: parts.refusals, verified: parts.verifiedAddresses,
            clock: parts.clock)
        let tokens = TokenEndpoints(
            tokens: parts.tokens.service, login: parts.login,
            keys: KeyExchange(
                authenticator: parts.authenticator, tokens: parts.tokens.service, refusals: parts.refusals,
                failures: parts.gate.failures),
            clock: parts.clock)
        let server = AuthorizationServerEndpoints(settings: parts.tokens.settings, keys: parts.tokens.keys)
        let usage = UsageEndpoints(
            store: parts.usage.store, clock: parts.clock, minuteDays: parts.usage.settings.minuteDays)
        let audit = AuditEndpoint(audit: parts.audit, checkpoints: parts.checkpoints)
        let documentation = try DocumentationEndpoints()
        let keys = APIKeyEndpoints(
            store: parts.keys, issuer: parts.keyIssuer, uses: parts.keyUses, clock: parts.clock)
        let registration = RegistrationEndpoint(services: parts.accountServices)
        let users = UserEndpoints(services: parts.accountServices)
        let own = OwnAccountEndpoints(services: parts.accountServices)
        let secondFactor = SecondFactorEndpoints(services: parts.accountServices)
        let setup = SetupEndpoints(
            services: parts.accountServices, tokens: parts.oneTimeTokens, refusals: parts.refusals)
        let roles = RoleEndpoints(services: parts.accountServices)
        routes =
            [
                Route(.get, "/", .everyone, charge: .nothing, RootEndpoint().respond),
                Route(.get, "/health", .everyone, charge: .nothing, health.health),
                Route(.get, "/health/live", .everyone, charge: .nothing, health.live),
                Route(.get, "/health/ready", .everyone, charge: .nothing, health.ready),
                Route(.get, "/metrics", .loopback(or: .metricsRead), charge: .nothing, metrics.respond),
                Route(.get, "/docs", .everyone, charge: .nothing, documentation.page),
                Route(.get, "/redoc", .everyone, charge: .nothing, documentation.page),
                Route(.get, "/openapi.json", .everyone, charge: .nothing, documentation.openAPI),
                Route(.get, "/.well-known/oauth-authorization-server", .everyone, charge: .nothing, server.metadata),
                Route(.get, "/.well-known/jwks.json", .everyone, charge: .nothing, server.publicKeys),
                Route(.post, "/token", .everyone, tokens.token).onStandby,
                Route(.post, "/token/revoke", .everyone, tokens.revoke),
                Route(.post, "/predict", .permission(.predictionWrite), predict.respond).onStandby,
                Route(.post, "/predict/batch", .permission(.predictionWrite), charge: .rows, batch.respond).onStandby,
                Route(.get, "/models", .permission(.modelRead), models.list),
                Route(.post, "/models", .permission(.modelWrite), models.create).replicated,
                Route(.get, "/models/compare", .permission(.modelRead), models.compare),
                Route(.get, "/models/{id}", .permission(.modelRead), models.get),
                Route(.delete, "/models/{id}", .permission(.modelDelete), models.delete).replicated,
                Route(.get, "/models/{id}/download", .permission(.modelRead), models.download),
                Route(.post, "/models/{id}/promote", .permission(.modelPromote), models.promote).replicated,
                Route(.get, "/usage", .permission(.usageRead), usage.all),
                Route(.get, "/users/me/usage", .authenticated, usage.own),
                // The contract calls this parameter a name; the router has one name for a parameter in one place.
                Route(.post, "/models/{id}/rollback", .permission(.modelPromote), models.rollback).replicated,
                Route(.get, "/api-keys", .authenticated, keys.list),
                Route(.post, "/api-keys", .authenticated, keys.create).replicated,
                Route(.delete, "/api-keys/{id}", .authenticated, keys.revoke).replicated,
                Route(.post, "/api-keys/{id}/rotate", .authenticated, keys.rotate).replicated,
                Route(.post, "/password-reset", .everyone, resets.request),
                Route(.get, "/password-reset/confirm", .everyone, resets.page),
                Route(.post, "/password-reset/confirm", .everyone, resets.confirm).replicated,
                Route(.get, "/verify-email", .everyone, verification.page),
                Route(.post, "/verify-email", .everyone, verification.confirm).replicated,
                Route(
                    .post, "/users", RegistrationEndpoint.access(parts.accountServices.settings.registration),
                    registration.register
                ).replicated,
                Route(.get, "/users", .permission(.userRead), users.list),
                Route(.get, "/users/me", .authenticated, own.get),
                Route(.patch, "/users/me", .wholeAccount, own.update).replicated,
                Route(.post, "/users/me/password", .wholeAccount, own.changePassword).replicated,
                Route(.post, "/users/me/totp", .wholeAccount, secondFactor.begin).replicated,
                Route(.post, "/users/me/totp/confirm", .wholeAccount, secondFactor.confirm).replicated,
                Route(.post, "/users/me/totp/disable", .wholeAccount, secondFactor.disable).replicated,
                Route(.get, "/users/{id}", .permission(.userRead), users.get),
                Route(.patch, "/users/{id}", .permission(.userWrite), users.update).replicated,
                Route(.delete, "/users/{id}", .permission(.userWrite), users.delete).replicated,
                Route(.post, "/users/{id}/unlock", .permission(.userWrite), users.unlock).replicated,
                Route(.get, "/setup", .everyone, setup.page),
                Route(.post, "/setup", .everyone, setup.complete).replicated,
                Route(.get, "/roles", .permission(.userRead), roles.list),
                Route(.post, "/roles", .permission(.userWrite), roles.create).replicated,
                Route(.patch, "/roles/{name}", .permission(.userWrite), roles.update).replicated,
                Route(.delete, "/roles/{name}", .permission(.userWrite), roles.delete).replicated,
                Route(.get, "/audit", .permission(.auditRead), audit.respond),
                OTLPLogsEndpoint(logs: parts.telemetry.logs, clock: parts.clock).route,
                OTLPTracesEndpoint(traces: parts.telemetry.traces, clock: parts.clock).route,
            ] + Self.prometheus(parts) + OTLPMetricsEndpoint(telemetry: parts.telemetry, clock: parts.clock).routes
            + LokiRoutes(
                logs: parts.telemetry.logs, clock: parts.clock, authenticator: parts.authenticator
            ).routes + JaegerRoutes(traces: parts.telemetry.traces, clock: parts.clock).routes
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
                    responder: EnvelopedRoute(
                        route: Route(.head, route.path, route.access, charge: route.charge, route.handler),
                        envelope: envelope))
            }
        }
        // Added last, it wraps only the responder of paths that no route has.
        router.add(middleware: UnmatchedRequests(routes: routes, envelope: envelope))
        return router
    }
}
