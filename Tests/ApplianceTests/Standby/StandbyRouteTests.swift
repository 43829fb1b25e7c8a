import Access
import HTTPTypes
import Replicator
import Synchronization
import Testing

@testable import Appliance

@Suite struct StandbyRouteTests {
    /// What a standby answers beside GET and HEAD, written down once more.
    static let answered: Set = [
        "POST /token", "POST /predict", "POST /predict/batch", "POST /v1/logs", "POST /v1/traces", "POST /v1/metrics",
        "POST /api/v1/otlp/v1/metrics", "POST /api/v1/query", "POST /api/v1/query_range",
        "POST /api/v1/query_exemplars", "POST /api/v1/format_query", "POST /api/v1/series", "POST /api/v1/labels",
        "POST /api/v1/write", "POST /api/v1/read", "POST /loki/api/v1/query", "POST /loki/api/v1/query_range",
        "POST /loki/api/v1/labels", "POST /loki/api/v1/series", "POST /loki/api/v1/index/stats",
        "POST /loki/api/v1/index/volume", "POST /loki/api/v1/index/volume_range",
        "POST /loki/api/v1/detected_labels", "POST /loki/api/v1/detected_fields", "POST /loki/api/v1/patterns",
        "POST /loki/api/v1/format_query", "POST /loki/api/v1/push",
    ]

    @Test func eachRouteIsAnsweredOrRefused() async throws {
        try await TestAppliance.run { appliance in
            let routes = try RouteTable(appliance.parts).routes
            let found = Set(
                routes.filter { $0.isForStandby && $0.method != .get }.map { "\($0.method.rawValue) \($0.path)" })
            #expect(found == Self.answered)
            #expect(routes.allSatisfy { $0.method != .get || $0.isForStandby })
            // Whoever waits for the replica changes something.
            #expect(!routes.contains { $0.awaitsReplica && $0.isForStandby })
        }
    }

    @Test func changesAreRefusedAndAllElseIsAnswered() async throws {
        let standby = PretendStandby()
        try await TestAppliance.run(standby: { directory, _ in standby.parts(in: directory) }) { appliance in
            try await appliance.add(TestModels.split())
            for route in try RouteTable(appliance.parts).routes {
                let path = route.path.replacing(#/\{[a-z]+\}/#, with: "1")
                let answer = try await appliance.send(route.method, path)
                let name = "\(route.method.rawValue) \(route.path)"
                let isRefused = answer.text.contains("This is a standby")
                #expect(isRefused == (route.method != .get && !Self.answered.contains(name)), "\(name): \(answer.text)")
                guard isRefused else { continue }
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.headers[.contentType] == "application/problem+json")
                #expect(answer.headers[.retryAfter] == "30")
                #expect(answer.text.contains("geoclimate replica promote"))
            }
            _ = try await appliance.prediction(#"{"pm25":1}"#)
            #expect(try await appliance.send(.head, "/models").status == .ok)
            #expect(try await appliance.send(.put, "/models").status == .methodNotAllowed)
            #expect(try await appliance.send(.delete, "/nothing").status == .notFound)
        }
    }

    @Test func readinessAndMetricsSayWhatItIs() async throws {
        let standby = PretendStandby()
        try await TestAppliance.run(standby: { directory, _ in standby.parts(in: directory) }) { appliance in
            let path = "/health/ready"
            #expect(
                try await appliance.get(path).text == #"{"status":"ready","models_available":0,"role":"standby"}"#)
            #expect(try await !appliance.metrics().contains("replica_standby_lag_seconds "))
            standby.state.withLock { $0.status.lagMilliseconds = 1_500 }
            let answer = try await appliance.get(path)
            #expect(answer.status == .ok)
            #expect(try answer.object()["lag_seconds"] as? Double == 1.5)
            let document = try OpenAPIDocument()
            let violations = try document.violations(of: try answer.json(), document.schema("get", path, 200))
            #expect(violations.isEmpty, "\(violations)")
            #expect(try await appliance.metrics().contains("replica_standby_lag_seconds 1.5"))
            standby.state.withLock { $0.status.phase = .failing(reason: "secret path") }
            let failing = try await appliance.get(path)
            #expect(failing.status == .ok && failing.text.contains("cannot follow"))
            #expect(!failing.text.contains("secret path"))
        }
    }
}
