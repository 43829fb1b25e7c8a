import Foundation
import HTTPTypes
import Hummingbird
import Inference
import JSONText
import NIOCore
import Storage

/// `/models…`: the registry over HTTP.
struct ModelEndpoints: Sendable {
    let registry: ModelRegistry
    let serving: ModelServing
    let importer: ModelImporter
    let clock: ApplianceClock

    func list(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let query = try QueryParameters(request, allowed: ["model_name", "stage", "after", "limit"])
        let stage = try query["stage"].map { text throws(APIError) in
            try Self.stage(text, parameter: "stage", .unprocessableContent)
        }
        let limit = try query.number("limit", in: 1...Limits.listedModels) ?? Limits.listedModels
        let page: (models: [ModelRecord], hasMore: Bool)
        do {
            page = try await registry.page(
                named: query["model_name"], stage: stage, after: query["after"], limit: limit)
        } catch RegistryError.notFound {
            // It may have been deleted since its page was read, so this is not the caller's mistake.
            throw APIError.notFound("There is no model with the id in 'after'. Begin again without it.")
        }
        var response = Response.json { json in
            json.beginArray()
            for model in page.models { json.model(model) }
            json.endArray()
        }
        if page.hasMore, let last = page.models.last {
            response.headers[.link] = Self.next(query, stage, limit, after: last)
        }
        return response
    }

    /// Where the next page is (RFC 8288): the array itself has no room for it.
    private static func next(
        _ query: QueryParameters, _ stage: ModelStage?, _ limit: Int, after last: ModelRecord
    ) -> String {
        var fields = ["limit=\(limit)", "after=\(last.id)"]
        if let stage { fields.append("stage=\(stage.rawValue)") }
        if query["model_name"] != nil {
            let name = last.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            fields.append("model_name=\(name)")
        }
        return "</models?\(fields.joined(separator: "&"))>; rel=\"next\""
    }

    func get(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let model = try await record(context)
        return .json { $0.model(model) }
    }

    func download(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let model = try await record(context)
        let bytes = try await registry.bytes(ofModel: model.id)
        let format = (try? ModelReader.format(of: bytes)) ?? .lightGBMText
        return Response(
            type: MediaType.octets.rawValue, bytes: bytes,
            headers: [
                .contentDisposition: "attachment; filename=\"\(model.name)-\(model.version).\(format.fileExtension)\"",
                .eTag: "\"\(model.sha256)\"",
            ])
    }

    func create(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let query = try QueryParameters(request, allowed: ["model_name", "description"])
        guard let name = query["model_name"] else {
            throw APIError.invalid("query", "model_name", message: "The query parameter 'model_name' is required.")
        }
        let body = try await request.collectBody(limit: Limits.modelFileBytes)
        let model = try await importer.importModel(
            Array(body.readableBytesView), name: name, description: query["description"] ?? "",
            by: context.origin(at: clock.now()))
        return Response(
            .created, type: MediaType.json.rawValue, bytes: JSONWriter.bytes { $0.model(model) },
            headers: [.location: "/models/\(model.id)"])
    }

    func promote(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let query = try QueryParameters(request, allowed: ["new_stage"])
        guard let text = query["new_stage"] else {
            throw APIError.invalid("query", "new_stage", message: "The query parameter 'new_stage' is required.")
        }
        let stage = try Self.stage(text, parameter: "new_stage", .badRequest)
        guard stage != .dev else {
            throw APIError(
                .badRequest,
                "A model cannot be promoted to 'dev'. The parameter 'new_stage' takes staging or production.")
        }
        let result = try await serving.promote(id: try Self.id(context), to: stage, by: context.origin(at: clock.now()))
        return Self.moved(result.promoted)
    }

    func rollback(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        _ = try QueryParameters(request, allowed: [])
        let result = try await serving.rollback(name: try Self.id(context), by: context.origin(at: clock.now()))
        return Self.moved(result.promoted)
    }

    func compare(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let query = try QueryParameters(request, allowed: ["ids"])
        let ids = (query["ids"] ?? "").split(separator: ",").map { String($0.trimmingSpaces()) }
        guard !ids.isEmpty else {
            throw APIError.invalid(
                "query", "ids", message: "The query parameter 'ids' takes the ids of models with commas between them.")
        }
        let models = try await registry.compare(ids: ids)
        return .json { ModelComparison(models).encode(to: &$0) }
    }

    func delete(_: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let id = try Self.id(context)
        try await registry.delete(id, by: context.origin(at: clock.now()))
        await serving.forget(id: id)
        return Response(status: .noContent)
    }

    private func record(_ context: ApplianceRequestContext) async throws -> ModelRecord {
        try await registry.model(id: try Self.id(context))
    }

    /// The id or name in the path, decoded.
    private static func id(_ context: ApplianceRequestContext) throws(APIError) -> String {
        guard let text = context.parameters.get("id"), let id = text.removingPercentEncoding else {
            throw .notFound("The path names no model.")
        }
        return id
    }

    private static func stage(
        _ text: String, parameter: String, _ status: HTTPResponse.Status
    ) throws(APIError) -> ModelStage {
        guard let stage = ModelStage(rawValue: text) else {
            let stages = ModelStage.allCases.map(\.rawValue).joined(separator: ", ")
            let message = "'\(text)' is no stage. The parameter '\(parameter)' takes one of \(stages)."
            throw APIError(
                status, message, fields: status == .badRequest ? [] : [.init(["query", parameter], message)])
        }
        return stage
    }

    private static func moved(_ model: ModelRecord) -> Response {
        .json { json in
            json.beginObject()
            json.field("message", "The model \(model.name) \(model.version) is now in \(model.stage.rawValue).")
            json.field("model_id", model.id)
            json.field("new_stage", model.stage.rawValue)
            json.endObject()
        }
    }
}
