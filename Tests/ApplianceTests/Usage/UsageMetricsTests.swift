import Foundation
import HTTPTypes
import NIOCore
import Storage
import Testing

@testable import Appliance

/// What metrics say of usage, of the database and of what models are asked.
@Suite struct UsageMetricsTests {
    @Test func tiersOfTodayAreShownAndForgotten() async throws {
        try await TestAppliance.run { appliance in
            for (id, tier) in [(11, "free"), (12, "free"), (13, "pro")] {
                try appliance.behindItsBack(
                    """
                    INSERT INTO users (id, username, email, tier, created_at, updated_at)
                    VALUES (\(id), 'u\(id)', 'u\(id)@example.org', '\(tier)', 0, 0)
                    """)
            }
            let meter = appliance.parts.usage.meter
            let route = meter.route(method: "GET", endpoint: "/x")
            let now = appliance.clock.clock.now().millisecondsSince1970
            for (user, status) in [(11, 200), (11, 200), (11, 429), (12, 403)] as [(Int64, Int)] {
                meter.add(UsageMeterTests.note(route, at: now, user: user, status: status))
            }
            meter.add(UsageMeterTests.note(route, at: now - 86_400_000, user: 13))
            try await appliance.parts.usage.writer.commit()
            let gauges = TierGauges(
                store: appliance.parts.usage.store, metrics: appliance.parts.usage.metrics,
                clock: appliance.clock.clock, logger: appliance.parts.logger)
            try await gauges.refresh()
            let text = try await appliance.metrics()
            for line in [
                #"active_users{tier="free"} 2"#, #"active_users{tier="pro"} 0"#, #"api_quota_usage{tier="free"} 2"#,
                #"api_quota_usage{tier="pro"} 0"#,
            ] { #expect(text.contains(line), "\(line)") }
            try appliance.behindItsBack("DELETE FROM users WHERE id = 13")
            try await gauges.refresh()
            let later = try await appliance.metrics()
            #expect(!later.contains(#"tier="pro""#))
        }
    }

    @Test func theDatabaseIsWatched() async throws {
        try await TestAppliance.run { appliance in
            _ = try await appliance.get("/models")
            try await appliance.parts.usage.writer.commit()
            let text = try await appliance.metrics()
            for name in ["connections_active", "connections_total", "size_bytes"] {
                #expect(text.contains("database_\(name){database=\"appliance\"} "), "\(name)")
            }
            #expect(text.contains(#"database_connections_max{database="appliance"} 5"#))
            for operation in ["read", "write"] {
                let count = try #require(
                    text.split(separator: "\n").first {
                        $0.hasPrefix(
                            "database_query_duration_seconds_count{database=\"appliance\",operation=\"\(operation)\"")
                    })
                #expect(!count.hasSuffix(" 0"), "\(count)")
            }
        }
    }

    @Test func featuresAreAddedUpWithoutMissingValues() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            _ = try await appliance.prediction(#"{"pm25":2.5}"#)
            _ = try await appliance.post("/predict/batch", #"{"data":[{"pm25":4},{"pm25":null},{"pm25":1}]}"#)
            let text = try await appliance.metrics()
            #expect(text.contains(#"model_feature_values_sum{model_name="aqi",feature="pm25"} 7.5"#), "\(text)")
            #expect(text.contains(#"model_feature_values_count{model_name="aqi",feature="pm25"} 3"#))
        }
    }

    @Test func confidenceIsThatOfTheLikeliestClass() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.multiclass)
            _ = try await appliance.post("/predict", #"{"data":{}}"#)
            let before = try await appliance.metrics()
            #expect(!before.contains("model_prediction_confidence_count"))
            let answer = try await appliance.post("/predict", #"{"data":{},"return_probabilities":true}"#)
            let rows = try #require(try answer.object()["predictions"] as? [[Double]], "\(answer.text)")
            let highest = try #require(rows.first?.max())
            let sum = try #require(
                try await appliance.metrics().split(separator: "\n").first {
                    $0.hasPrefix("model_prediction_confidence_sum")
                }?.split(separator: " ").last.flatMap { Double($0) })
            #expect(abs(sum - highest) < 1e-6)
        }
    }

    /// A chunked body announces nothing: it is counted by what arrived of it.
    @Test func aBodyWithoutALengthIsCountedAsItArrives() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            let body = #"{"data":{"pm25":1}}"#
            let answer = try await appliance.send(
                .post, "/predict", Array(body.utf8), type: "application/json",
                headers: [.transferEncoding: "chunked"])
            #expect(answer.status == .ok, "\(answer.text)")
            try await appliance.parts.usage.writer.commit()
            let report = try await appliance.parts.usage.store.report(
                UsageQuery(.days(0...40_000), by: [.endpoint], limit: 5))
            #expect(report.groups.first?.counts.bytesIn == Int64(body.utf8.count))
            #expect(try await appliance.metrics().contains("http_request_size_bytes_sum \(body.utf8.count)"))
        }
    }
}
