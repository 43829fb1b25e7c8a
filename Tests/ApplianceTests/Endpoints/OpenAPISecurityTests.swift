import HTTPTypes
import Testing

@testable import Appliance

/// The document says who may use what.
@Suite struct OpenAPISecurityTests {
    @Test func whoMayIsWhatTheRouteTableSays() async throws {
        try await TestAppliance.run { appliance in
            let document = try OpenAPIDocument()
            let byDefault = try #require(document.root["security"] as? [[String: Any]])
            #expect(byDefault.flatMap(\.keys).sorted() == ["accessToken", "apiKey"])
            for route in try RouteTable(appliance.parts).routes {
                let name = "\(route.method.rawValue) \(route.path)"
                let path = document.paths.keys.first { Self.shape($0) == Self.shape(route.path) }
                let item = document.paths[path ?? ""]
                let operation = try #require(
                    item?[route.method.rawValue.lowercased()] as? [String: Any], "\(name)")
                let security = operation["security"] as? [[String: Any]] ?? byDefault
                let answersStrangers = security.isEmpty || security.contains { $0.isEmpty }
                #expect(answersStrangers == route.access.answersStrangers, "\(name)")
                let responses = try #require(operation["responses"] as? [String: Any])
                if route.access != .everyone { #expect(responses["401"] != nil, "\(name)") }
                if route.access.permission != nil { #expect(responses["403"] != nil, "\(name)") }
            }
        }
    }

    private static func shape(_ path: String) -> String {
        path.replacing(#/\{[a-z_]+\}/#, with: "{}")
    }

    @Test func answersAboutKeysFitTheirSchemas() async throws {
        try await TestAppliance.run { appliance in
            let document = try OpenAPIDocument()
            func check(_ answer: Answer, _ method: String, _ path: String, _ status: Int) throws {
                #expect(answer.status.code == status, "\(method) \(path): \(answer.text)")
                let schema = try document.schema(method, path, status)
                let violations = try document.violations(of: try answer.json(), schema)
                #expect(violations.isEmpty, "\(method) \(path): \(violations)")
            }
            let made = try await appliance.post(
                "/api-keys", #"{"name":"x","scopes":["model:read"],"expires_in_days":1}"#)
            try check(made, "post", "/api-keys", 201)
            let id = try #require(try made.object()["id"] as? Int)
            try check(try await appliance.send(.post, "/api-keys/\(id)/rotate"), "post", "/api-keys/{id}/rotate", 201)
            try check(try await appliance.send(.post, "/api-keys/\(id)/rotate"), "post", "/api-keys/{id}/rotate", 409)
            try check(try await appliance.get("/api-keys"), "get", "/api-keys", 200)
            try check(try await appliance.post("/api-keys", "{}"), "post", "/api-keys", 422)
            try check(try await appliance.send(.delete, "/api-keys/4711"), "delete", "/api-keys/{id}", 404)
            try check(try await appliance.asked(by: nil).get("/api-keys"), "get", "/api-keys", 401)
        }
    }
}
