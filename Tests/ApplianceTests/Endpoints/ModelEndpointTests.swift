import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// The registry over HTTP.
@Suite struct ModelEndpointTests {
    private static let fields: Set = [
        "model_id", "model_name", "version", "model_type", "task_type", "stage", "metrics", "created_at", "created_by",
        "feature_columns", "hyperparameters", "tags", "description", "sha256", "size_bytes",
    ]

    @Test func aModelIsCreatedReadAndDownloaded() async throws {
        try await TestAppliance.run { appliance in
            let bytes = TestModels.split()
            let created = try await appliance.send(
                .post, "/models?model_name=aqi&description=One%20split", bytes, type: "application/octet-stream")
            #expect(created.status == .created)
            let model = try created.object()
            let id = try #require(model["model_id"] as? String)
            #expect(created.headers[.location] == "/models/\(id)")
            #expect(Set(model.keys) == Self.fields)
            #expect(model["model_name"] as? String == "aqi" && model["version"] as? String == "v1")
            #expect(model["model_type"] as? String == "lightgbm" && model["task_type"] as? String == "regression")
            #expect(model["stage"] as? String == "dev" && model["description"] as? String == "One split")
            #expect(model["feature_columns"] as? [String] == TestModels.features)
            #expect(model["size_bytes"] as? Int == bytes.count)
            #expect(model["created_at"] as? String == "2025-01-01T00:00:00.000Z")

            #expect(try await appliance.get("/models/\(id)").bytes == created.bytes)
            let download = try await appliance.get("/models/\(id)/download")
            #expect(download.bytes == bytes)
            #expect(download.headers[.contentType] == "application/octet-stream")
            #expect(download.headers[.contentDisposition] == "attachment; filename=\"aqi-v1.txt\"")
            #expect(download.headers[.eTag] == "\"\(model["sha256"] as? String ?? "")\"")
        }
    }

    @Test(arguments: [
        ("/models", [UInt8]("tree\n".utf8), ["query", "model_name"]),
        ("/models?model_name=aqi", [], ["body"]), ("/models?model_name=aqi", [0, 1, 2], ["body"]),
        ("/models?model_name=aqi", Array(TestModels.split().dropLast(200)), ["body"]),
        ("/models?model_name=.hidden", TestModels.split(), ["query", "model_name"]),
        ("/models?model_name=", TestModels.split(), ["query", "model_name"]),
        ("/models?model_name=a%2Fb", TestModels.split(), ["query", "model_name"]),
        ("/models?model_name=aqi&stage=production", TestModels.split(), ["query", "stage"]),
        ("/models?model_name=aqi&model_name=aqi", TestModels.split(), ["query", "model_name"]),
        ("/models?model_name=aqi&description=%00", TestModels.split(), ["body"]),
    ])
    func nothingIsStoredOfWhatIsRefused(path: String, body: [UInt8], location: [String]) async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.send(.post, path, body, type: "application/octet-stream")
            try expectProblem(answer, .unprocessableContent, at: location)
            #expect(try await appliance.get("/models").text == "[]")
        }
    }

    @Test func longListsComeInPages() async throws {
        try await TestAppliance.run { appliance in
            var ids: [String] = []
            for number in 0..<5 {
                ids.insert(try await appliance.add(TestModels.constant("\(number)"), stage: .dev).id, at: 0)
            }
            var found: [String] = []
            var sizes: [Int] = []
            var path: String? = "/models?limit=2&model_name=aqi&stage=dev"
            while let page = path {
                let answer = try await appliance.get(page)
                let models = try answer.list().compactMap { $0["model_id"] as? String }
                found += models
                sizes.append(models.count)
                // What comes meanwhile is in front and shifts nothing.
                try await appliance.add(TestModels.constant("9"), name: "other", stage: .dev)
                path = answer.headers[.link].map { link in
                    #expect(link.hasSuffix(#"; rel="next""#))
                    return String(link.dropFirst().prefix { $0 != ">" })
                }
            }
            #expect(found == ids && sizes == [2, 2, 1])
            #expect(try await appliance.get("/models").headers[.link] == nil)
            #expect(try await appliance.get("/models?limit=8").headers[.link] == nil, "exactly as many as there are")
        }
    }

    @Test(arguments: [("limit=0", "limit"), ("limit=1001", "limit"), ("limit=x", "limit")])
    func aPageThatIsNoneIs422(query: String, parameter: String) async throws {
        try await TestAppliance.run { appliance in
            try expectProblem(
                try await appliance.get("/models?\(query)"), .unprocessableContent, at: ["query", parameter])
        }
    }

    @Test func aPageBehindNoModelIsNotFound() async throws {
        try await TestAppliance.run { appliance in
            try expectProblem(try await appliance.get("/models?after=none"), .notFound)
        }
    }

    @Test func modelsAreListedNewestFirstAndFiltered() async throws {
        try await TestAppliance.run { appliance in
            for (name, stage) in [("a", ModelStage.production), ("b", .dev), ("a", .staging), ("a", .dev)] {
                appliance.clock.advance(milliseconds: 1)
                try await appliance.add(TestModels.constant("1"), name: name, stage: stage)
            }
            for (query, expected) in [
                ("", ["a v3", "a v2", "b v1", "a v1"]), ("?model_name=a", ["a v3", "a v2", "a v1"]),
                ("?stage=dev", ["a v3", "b v1"]), ("?stage=production&model_name=a", ["a v1"]),
                ("?model_name=none", []), ("?model_name=", []),
            ] {
                let list = try await appliance.get("/models\(query)").list()
                #expect(
                    list.map { "\($0["model_name"] ?? "") \($0["version"] ?? "")" } == expected, "\(query)")
                #expect(list.allSatisfy { Set($0.keys) == Self.fields })
            }
            for (query, location) in [
                ("?stage=live", ["query", "stage"]), ("?stage=", ["query", "stage"]), ("?name=a", ["query", "name"]),
                ("?stage=dev&stage=dev", ["query", "stage"]),
            ] {
                try expectProblem(
                    try await appliance.get("/models\(query)"), .unprocessableContent, at: location)
            }
        }
    }

    @Test func promotionMovesTheOneBeforeToStagingAndRollbackBringsItBack() async throws {
        try await TestAppliance.run { appliance in
            let first = try await appliance.add(TestModels.constant("1"))
            let second = try await appliance.add(TestModels.constant("2"), stage: .dev)
            let promoted = try await appliance.send(.post, "/models/\(second.id)/promote?new_stage=production")
            #expect(promoted.status == .ok)
            let body = try promoted.object()
            #expect(Set(body.keys) == ["message", "model_id", "new_stage"])
            #expect(body["model_id"] as? String == second.id && body["new_stage"] as? String == "production")
            #expect(try await appliance.get("/models/\(first.id)").object()["stage"] as? String == "staging")
            #expect(try await appliance.prediction("{}") == 2)

            let back = try await appliance.send(.post, "/models/aqi/rollback")
            #expect(back.status == .ok)
            #expect(Set(try back.object().keys) == ["message", "model_id", "new_stage"])
            #expect(try back.object()["model_id"] as? String == first.id)
            #expect(try await appliance.prediction("{}") == 1)

            try expectProblem(try await appliance.send(.post, "/models/none/rollback"), .notFound)
            let lone = try await appliance.add(TestModels.constant("3"), name: "lone")
            try expectProblem(try await appliance.send(.post, "/models/\(lone.name)/rollback"), .conflict)
        }
    }

    @Test(arguments: [
        ("?new_stage=live", HTTPResponse.Status.badRequest), ("?new_stage=dev", .badRequest),
        ("?new_stage=", .badRequest), ("?new_stage=Production", .badRequest), ("", .unprocessableContent),
        ("?new_stage=staging&new_stage=staging", .unprocessableContent), ("?stage=staging", .unprocessableContent),
        ("?new_stage=staging", .ok), ("?new_stage=production", .ok),
    ])
    func stagesOfAPromotion(query: String, status: HTTPResponse.Status) async throws {
        try await TestAppliance.run { appliance in
            let model = try await appliance.add(TestModels.constant("1"), stage: .dev)
            let answer = try await appliance.send(.post, "/models/\(model.id)/promote\(query)")
            #expect(answer.status == status, "\(answer.text)")
            if status != .ok { #expect(answer.headers[.contentType] == "application/problem+json") }
        }
    }

    @Test func unknownModelsAre404() async throws {
        try await TestAppliance.run { appliance in
            for (method, path) in [
                (HTTPRequest.Method.get, "/models/none"), (.get, "/models/none/download"), (.delete, "/models/none"),
                (.post, "/models/none/promote?new_stage=production"), (.post, "/models/none/promote?new_stage=staging"),
                (.get, "/models/compare?ids=none"), (.get, "/models/%00"), (.get, "/models/a%2Fb"),
                (.get, "/models/%zz"),
            ] {
                try expectProblem(try await appliance.send(method, path), .notFound)
            }
        }
    }

    @Test func idsMayBePercentEncoded() async throws {
        try await TestAppliance.run { appliance in
            let model = try await appliance.add(TestModels.constant("1"), stage: .dev)
            let encoded = model.id.utf8.map { "%" + String($0, radix: 16) }.joined()
            #expect(try await appliance.get("/models/\(encoded)").status == .ok)
            // Decoded once: what is encoded twice names something else.
            let twice = encoded.replacing("%", with: "%25")
            #expect(try await appliance.get("/models/\(twice)").status == .notFound)
        }
    }

    @Test func aComparisonIsATableOfMetrics() async throws {
        try await TestAppliance.run { appliance in
            let one = try await appliance.parts.importer.importModel(
                TestModels.constant("1"), name: "aqi", metrics: ["rmse": 2.5, "mae": 1], by: appliance.origin)
            let two = try await appliance.parts.importer.importModel(
                TestModels.constant("2"), name: "aqi", metrics: ["rmse": 2], by: appliance.origin)
            for separator in [",", ",%20"] {
                let answer = try await appliance.get("/models/compare?ids=\(two.id)\(separator)\(one.id)")
                #expect(answer.status == .ok)
                let body = try answer.object()
                #expect(Set(body.keys) == ["models", "metrics"])
                let models = try #require(body["models"] as? [[String: Any]])
                #expect(models.map { $0["model_id"] as? String } == [two.id, one.id])
                let metrics = try #require(body["metrics"] as? [String: [String: Any]])
                #expect(metrics["rmse"]?[one.id] as? Double == 2.5 && metrics["rmse"]?[two.id] as? Double == 2)
                #expect(metrics["mae"]?[one.id] as? Double == 1 && metrics["mae"]?[two.id] is NSNull)
            }
            let many = Array(repeating: one.id, count: Storage.Limits.standard.comparedModels + 1)
            for (query, location) in [
                ("", ["query", "ids"]), ("?ids=", ["query", "ids"]), ("?ids=,", ["query", "ids"]),
                ("?ids=\(one.id)&x=1", ["query", "x"]), ("?ids=\(many.joined(separator: ","))", ["query", "ids"]),
            ] {
                try expectProblem(
                    try await appliance.get("/models/compare\(query)"), .unprocessableContent, at: location)
            }
        }
    }

    @Test func aModelInProductionIsNotDeletedAndADeletedOneIsGone() async throws {
        try await TestAppliance.run { appliance in
            let kept = try await appliance.add(TestModels.constant("1"))
            let gone = try await appliance.add(TestModels.constant("2"), stage: .dev)
            let refused = try await appliance.send(.delete, "/models/\(kept.id)")
            try expectProblem(refused, .conflict)
            #expect(try await appliance.prediction("{}", #","model_id":"\#(gone.id)""#) == 2)

            let deleted = try await appliance.send(.delete, "/models/\(gone.id)")
            #expect(deleted.status == .noContent && deleted.bytes.isEmpty)
            #expect(deleted.headers[.requestID] != nil)
            #expect(try await appliance.get("/models/\(gone.id)").status == .notFound)
            // Nor does it answer from memory.
            try expectProblem(
                try await appliance.post("/predict", #"{"data":{},"model_id":"\#(gone.id)"}"#), .notFound)
            #expect(try await appliance.send(.delete, "/models/\(gone.id)").status == .notFound)
        }
    }
}
