import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// What everybody may ask: the root, health, metrics and documentation.
@Suite struct OperationsEndpointTests {
    @Test func rootAndHealthHaveExactlyTheContractsFields() async throws {
        try await TestAppliance.run { appliance in
            appliance.clock.advance(milliseconds: 1_500)
            let root = try await appliance.get("/")
            #expect(root.status == .ok && root.headers[.contentType] == "application/json")
            #expect(Set(try root.object().keys) == ["message", "version", "docs"])
            #expect(try root.object()["docs"] as? String == "/docs")
            #expect(try root.object()["version"] as? String == ProductVersion.text)
            #expect(
                try await appliance.get("/health").text
                    == #"{"status":"healthy","timestamp":"2025-01-01T00:00:01.500Z","version":"\#(ProductVersion.text)","#
                    + #""uptime_seconds":1.5}"#)
            #expect(try await appliance.get("/health/live").text == #"{"status":"alive"}"#)
        }
    }

    @Test func aBrowserIsSentToTheDocumentation() async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.get("/", accept: "text/html,*/*;q=0.8")
            #expect(answer.status == .seeOther && answer.headers[.location] == "/docs")
        }
    }

    @Test func readinessCountsTheModelsThatAnswer() async throws {
        try await TestAppliance.run { appliance in
            #expect(try await appliance.get("/health/ready").text == #"{"status":"ready","models_available":0}"#)
            try await appliance.add(TestModels.split())
            try await appliance.add(TestModels.split(), name: "other")
            try await appliance.add(TestModels.split(), name: "third", stage: .staging)
            let answer = try await appliance.get("/health/ready")
            #expect(answer.status == .ok)
            #expect(answer.text == #"{"status":"ready","models_available":2}"#)
        }
    }

    @Test(
        arguments: [
            (nil, "text/plain; version=0.0.4; charset=utf-8"), ("*/*", "text/plain; version=0.0.4; charset=utf-8"),
            ("text/plain", "text/plain; version=0.0.4; charset=utf-8"),
            ("application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
            (
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3",
                "application/openmetrics-text; version=1.0.0; charset=utf-8"
            ), ("application/json", "application/json"),
        ] as [(String?, String)])
    func metricsByAccept(accept: String?, type: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            try await appliance.add(TestModels.split(), stage: .dev)
            appliance.clock.advance(milliseconds: 250)
            let answer = try await appliance.get("/metrics", accept: accept)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == type)
            switch type {
            case "application/json":
                #expect(
                    answer.text
                        == #"{"uptime_seconds":0.25,"total_models":2,"production_models":1,"#
                        + #""timestamp":"2025-01-01T00:00:00.250Z"}"#)
            case let type where type.hasPrefix("text/plain"):
                #expect(answer.text.contains("# TYPE model_loaded gauge\n"))
                #expect(answer.text.contains(#"active_models{stage="production"} 1"#))
                #expect(!answer.text.hasSuffix("# EOF\n"))
            default: #expect(answer.text.hasSuffix("# EOF\n"))
            }
        }
    }

    @Test(arguments: ["/docs", "/redoc"])
    func theDocumentationNeedsNoNetwork(path: String) async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.get(path)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(answer.text.contains("openapi.json"))
            for foreign in ["http://", "https://", "src=\"//", "@import"] {
                #expect(!answer.text.contains(foreign), "\(foreign)")
            }
        }
    }
}
