import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// The document says what the daemon does.
@Suite struct OpenAPITests {
    @Test func pathsAndMethodsAreThoseOfTheRouteTable() async throws {
        let document = try OpenAPIDocument()
        let described = document.paths.flatMap { path, item in
            item.keys.filter { $0 != "parameters" }.map { "\($0.uppercased()) \(Self.shape(path))" }
        }
        try await TestAppliance.run { appliance in
            let routes = try RouteTable(appliance.parts).routes.map { "\($0.method.rawValue) \(Self.shape($0.path))" }
            #expect(described.sorted() == routes.sorted())
            #expect(Set(routes).count == routes.count)
        }
    }

    /// The document may name a parameter better than the router can.
    private static func shape(_ path: String) -> String {
        path.replacing(#/\{[a-z_]+\}/#, with: "{}")
    }

    @Test func answersThatWaitForTheReplicaSaySo() async throws {
        let document = try OpenAPIDocument()
        var described: Set<String> = []
        for (path, item) in document.paths {
            for (method, operation) in item {
                let responses = (operation as? [String: Any])?["responses"] as? [String: Any] ?? [:]
                for (status, response) in responses where status.hasPrefix("2") {
                    let headers = (response as? [String: Any])?["headers"] as? [String: Any]
                    if headers?["X-Replica"] != nil { described.insert("\(method.uppercased()) \(Self.shape(path))") }
                }
            }
        }
        try await TestAppliance.run { [described] appliance in
            let waiting = try RouteTable(appliance.parts).routes.filter(\.awaitsReplica)
            #expect(described == Set(waiting.map { "\($0.method.rawValue) \(Self.shape($0.path))" }))
            #expect(described.contains("POST /password-reset/confirm") && !described.contains("POST /token"))
        }
    }

    @Test func everyReferenceResolves() throws {
        let document = try OpenAPIDocument()
        let references = OpenAPIDocument.references(in: document.root)
        #expect(references.count > 50)
        for reference in Set(references) { #expect(document.target(of: reference) != nil, "\(reference)") }
    }

    @Test func versionAndOperationsAreNamed() throws {
        let document = try OpenAPIDocument()
        #expect(document.root["openapi"] as? String == "3.1.0")
        #expect((document.root["info"] as? [String: Any])?["version"] as? String == ProductVersion.text)
        let operations = document.paths.values.flatMap { $0.values }.compactMap { $0 as? [String: Any] }
        let ids = operations.compactMap { $0["operationId"] as? String }
        #expect(ids.count == operations.count && Set(ids).count == ids.count)
    }

    @Test func theServedDocumentIsTheEmbeddedOne() async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.get("/openapi.json")
            #expect(answer.status == .ok && answer.headers[.contentType] == "application/json")
            #expect(answer.bytes == (try EmbeddedFile("openapi.json").bytes))
        }
    }

    @Test func answersFitTheirSchemas() async throws {
        try await TestAppliance.run { appliance in
            let document = try OpenAPIDocument()
            try await appliance.add(TestModels.multiclass)
            let model = try await appliance.add(TestModels.split())
            let dev = try await appliance.add(TestModels.split(), stage: .dev)
            let bytes = TestModels.split()
            let body = Array(#"{"data":{"pm25":1}}"#.utf8)
            let list = Array(#"{"data":[{"pm25":1},{}]}"#.utf8)
            let bad = Array(#"{"data":{"pm25":"x"}}"#.utf8)
            let json = "application/json"
            let cases: [(HTTPRequest.Method, String, String, [UInt8]?, String?, Int)] = [
                (.get, "/", "/", nil, nil, 200), (.get, "/health", "/health", nil, nil, 200),
                (.get, "/health/live", "/health/live", nil, nil, 200),
                (.get, "/health/ready", "/health/ready", nil, nil, 200),
                (.get, "/metrics", "/metrics", nil, nil, 200), (.get, "/models", "/models", nil, nil, 200),
                (.get, "/audit?proof=1&from=1&to=2", "/audit", nil, nil, 200),
                (.get, "/audit?limit=x", "/audit", nil, nil, 422),
                (.get, "/audit?proof=1000", "/audit", nil, nil, 404),
                (.get, "/models?stage=x", "/models", nil, nil, 422),
                (.get, "/models/\(model.id)", "/models/{id}", nil, nil, 200),
                (.get, "/models/none", "/models/{id}", nil, nil, 404),
                (.get, "/models/compare?ids=\(model.id)", "/models/compare", nil, nil, 200),
                (.post, "/models?model_name=n", "/models", bytes, nil, 201),
                (.post, "/models", "/models", bytes, nil, 422),
                (.post, "/models/\(dev.id)/promote?new_stage=x", "/models/{id}/promote", nil, nil, 400),
                (.post, "/models/\(dev.id)/promote?new_stage=production", "/models/{id}/promote", nil, nil, 200),
                (.post, "/models/aqi/rollback", "/models/{id}/rollback", nil, nil, 200),
                (.delete, "/models/\(model.id)", "/models/{id}", nil, nil, 409),
                (.post, "/predict", "/predict", body, json, 200), (.post, "/predict", "/predict", bad, json, 422),
                (.post, "/predict", "/predict", body, nil, 415),
                (.post, "/predict/batch", "/predict/batch", list, json, 200),
            ]
            for (method, target, path, body, type, status) in cases {
                let accept: HTTPFields = path == "/metrics" ? [.accept: json] : [:]
                let answer = try await appliance.send(method, target, body, type: type, headers: accept)
                #expect(answer.status.code == status, "\(method) \(target): \(answer.text)")
                let schema = try document.schema(method.rawValue.lowercased(), path, status)
                let violations = try document.violations(of: try answer.json(), schema)
                #expect(violations.isEmpty, "\(method) \(target): \(violations)")
            }
        }
    }

    /// The checker itself can say no.
    @Test func anAnswerThatDoesNotFitIsFound() throws {
        let document = try OpenAPIDocument()
        let schema = try document.schema("get", "/health", 200)
        let wrong: [String: Any] = ["status": "ill", "timestamp": 1, "version": "1", "more": 1]
        #expect(try document.violations(of: wrong, schema).count == 4)
    }
}
