import Access
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// Who may use each route, written down once more beside the route table.
@Suite struct RouteAccessTests {
    static let expected: [String: RouteAccess] = [
        "GET /": .everyone,
        "GET /health": .everyone,
        "GET /health/live": .everyone,
        "GET /health/ready": .everyone,
        "GET /metrics": .loopback(or: .metricsRead),
        "GET /docs": .everyone,
        "GET /redoc": .everyone,
        "GET /openapi.json": .everyone,
        "POST /predict": .permission(.predictionWrite),
        "POST /predict/batch": .permission(.predictionWrite),
        "GET /models": .permission(.modelRead),
        "POST /models": .permission(.modelWrite),
        "GET /models/compare": .permission(.modelRead),
        "GET /models/{id}": .permission(.modelRead),
        "DELETE /models/{id}": .permission(.modelDelete),
        "GET /models/{id}/download": .permission(.modelRead),
        "POST /models/{id}/promote": .permission(.modelPromote),
        "POST /models/{id}/rollback": .permission(.modelPromote),
        "GET /api-keys": .authenticated,
        "POST /api-keys": .authenticated,
        "DELETE /api-keys/{id}": .authenticated,
        "POST /api-keys/{id}/rotate": .authenticated,
        "POST /password-reset": .everyone,
        "GET /password-reset/confirm": .everyone,
        "POST /password-reset/confirm": .everyone,
        "GET /verify-email": .everyone,
        "POST /verify-email": .everyone,
        "POST /token": .everyone,
        "POST /token/revoke": .everyone,
        "GET /.well-known/oauth-authorization-server": .everyone,
        "GET /.well-known/jwks.json": .everyone,
        "GET /usage": .permission(.usageRead),
        "GET /users/me/usage": .authenticated,
        "GET /audit": .permission(.auditRead),
        "GET /loki/api/v1/query": .permission(.logsRead),
        "POST /loki/api/v1/query": .permission(.logsRead),
        "GET /loki/api/v1/query_range": .permission(.logsRead),
        "POST /loki/api/v1/query_range": .permission(.logsRead),
        "GET /loki/api/v1/labels": .permission(.logsRead),
        "GET /loki/api/v1/tail": .permission(.logsRead),
        "POST /loki/api/v1/labels": .permission(.logsRead),
        "GET /loki/api/v1/series": .permission(.logsRead),
        "POST /loki/api/v1/series": .permission(.logsRead),
        "GET /loki/api/v1/index/stats": .permission(.logsRead),
        "POST /loki/api/v1/index/stats": .permission(.logsRead),
        "GET /loki/api/v1/index/volume": .permission(.logsRead),
        "POST /loki/api/v1/index/volume": .permission(.logsRead),
        "GET /loki/api/v1/index/volume_range": .permission(.logsRead),
        "POST /loki/api/v1/index/volume_range": .permission(.logsRead),
        "GET /loki/api/v1/detected_labels": .permission(.logsRead),
        "POST /loki/api/v1/detected_labels": .permission(.logsRead),
        "GET /loki/api/v1/detected_fields": .permission(.logsRead),
        "POST /loki/api/v1/detected_fields": .permission(.logsRead),
        "GET /loki/api/v1/patterns": .permission(.logsRead),
        "POST /loki/api/v1/patterns": .permission(.logsRead),
        "GET /loki/api/v1/format_query": .permission(.logsRead),
        "POST /loki/api/v1/format_query": .permission(.logsRead),
        "GET /loki/api/v1/label/{name}/values": .permission(.logsRead),
        "GET /loki/api/v1/status/buildinfo": .permission(.logsRead),
        "POST /loki/api/v1/push": .permission(.logsWrite),
        "POST /v1/logs": .permission(.logsWrite),
        "POST /v1/metrics": .permission(.metricsWrite), "POST /api/v1/otlp/v1/metrics": .permission(.metricsWrite),
        "POST /v1/traces": .permission(.tracesWrite),
        "GET /api/services": .permission(.tracesRead),
        "GET /api/services/{service}/operations": .permission(.tracesRead),
        "GET /api/operations": .permission(.tracesRead),
        "GET /api/traces": .permission(.tracesRead),
        "GET /api/traces/{id}": .permission(.tracesRead),
        "GET /api/dependencies": .permission(.tracesRead),
        "GET /api/v1/query": .permission(.metricsRead),
        "POST /api/v1/query": .permission(.metricsRead),
        "GET /api/v1/query_range": .permission(.metricsRead),
        "POST /api/v1/query_range": .permission(.metricsRead),
        "GET /api/v1/query_exemplars": .permission(.metricsRead),
        "POST /api/v1/query_exemplars": .permission(.metricsRead),
        "GET /api/v1/format_query": .permission(.metricsRead),
        "POST /api/v1/format_query": .permission(.metricsRead),
        "GET /api/v1/series": .permission(.metricsRead),
        "POST /api/v1/series": .permission(.metricsRead),
        "GET /api/v1/labels": .permission(.metricsRead),
        "POST /api/v1/labels": .permission(.metricsRead),
        "GET /api/v1/label/{name}/values": .permission(.metricsRead),
        "GET /api/v1/metadata": .permission(.metricsRead),
        "GET /api/v1/rules": .permission(.metricsRead),
        "GET /api/v1/alerts": .permission(.metricsRead),
        "GET /api/v1/targets": .permission(.metricsRead),
        "GET /api/v1/status/buildinfo": .permission(.metricsRead),
        "GET /api/v1/status/config": .permission(.metricsRead),
        "GET /api/v1/status/flags": .permission(.metricsRead),
        "GET /api/v1/status/runtimeinfo": .permission(.metricsRead),
        "GET /api/v1/status/tsdb": .permission(.metricsRead),
        "POST /api/v1/write": .permission(.metricsWrite),
        "POST /api/v1/read": .permission(.metricsRead),
        "GET /setup": .everyone,
        "POST /setup": .everyone,
        "POST /users": .permission(.userWrite),
        "GET /users/me": .authenticated,
        "PATCH /users/me": .wholeAccount,
        "POST /users/me/password": .wholeAccount,
        "POST /users/me/totp": .wholeAccount,
        "POST /users/me/totp/confirm": .wholeAccount,
        "POST /users/me/totp/disable": .wholeAccount,
        "GET /users": .permission(.userRead),
        "GET /users/{id}": .permission(.userRead),
        "PATCH /users/{id}": .permission(.userWrite),
        "DELETE /users/{id}": .permission(.userWrite),
        "POST /users/{id}/unlock": .permission(.userWrite),
        "GET /roles": .permission(.userRead),
        "POST /roles": .permission(.userWrite),
        "PATCH /roles/{name}": .permission(.userWrite),
        "DELETE /roles/{name}": .permission(.userWrite),
    ]

    @Test func everyRouteIsOpenToWhomItShouldBe() async throws {
        try await TestAppliance.run { appliance in
            for route in try RouteTable(appliance.parts).routes {
                let name = "\(route.method.rawValue) \(route.path)"
                #expect(Self.expected[name] == route.access, "\(name)")
            }
        }
    }

    /// Nothing but what is open to everybody answers a stranger, whatever else is wrong with the request.
    @Test func aStrangerGetsPastNoOtherRoute() async throws {
        try await TestAppliance.run { appliance in
            for route in try RouteTable(appliance.parts).routes where !route.access.answersStrangers {
                let path = route.path.replacing("{id}", with: "1").replacing("{name}", with: "x")
                let answer = try await appliance.asked(by: nil).send(route.method, path)
                #expect(answer.status == .unauthorized, "\(route.method) \(path)")
                #expect(answer.headers[.wwwAuthenticate] != nil)
            }
        }
    }
}
