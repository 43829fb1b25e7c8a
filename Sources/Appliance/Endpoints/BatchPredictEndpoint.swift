import Hummingbird
import Inference
import JSONText
import NIOCore

/// `POST /predict/batch`: many rows in, as many predictions out.
///
/// JSON names the model in the body, CSV and NDJSON in the query.
struct BatchPredictEndpoint: Sendable {
    let serving: ModelServing
    let predictor: Predictor
    let clock: ApplianceClock

    func respond(to request: Request, context: ApplianceRequestContext) async throws -> Response {
        let type = try MediaType.ofBody(request, accepted: [.json, .csv, .ndjson])
        let buffer = try await request.collectBody(limit: Limits.batchBodyBytes)
        let bytes = Array(buffer.readableBytesView)
        let batch = type == .json ? try await json(request, bytes) : try await table(request, bytes, type)
        let prediction = await predictor.predict(
            rows: batch.rows.values, count: batch.rows.count, batch.loaded, batch.output)
        batch.loaded.instruments.record(batch: prediction)
        return Response(type: MediaType.json.rawValue, bytes: try prediction.encode(at: clock.now()))
    }

    private struct Batch {
        var loaded: LoadedModel
        var output: Model.Output
        var rows: RowBatch
    }

    private func json(_ request: Request, _ bytes: [UInt8]) async throws -> Batch {
        _ = try QueryParameters(request, allowed: [])
        let body = try PredictionRequest(bytes, isBatch: true)
        let loaded = try await serving.select(id: body.modelID, name: body.modelName)
        let output = try Predictor.output(loaded, returnsProbabilities: body.returnsProbabilities)
        return Batch(loaded: loaded, output: output, rows: try RowBatch(json: body.data, features: loaded.features))
    }

    private func table(_ request: Request, _ bytes: [UInt8], _ type: MediaType) async throws -> Batch {
        let query = try QueryParameters(request, allowed: ["model_id", "model_name", "return_probabilities"])
        let loaded = try await serving.select(id: query["model_id"], name: query["model_name"])
        let returnsProbabilities: Bool
        switch query["return_probabilities"] {
        case nil, "false": returnsProbabilities = false
        case "true": returnsProbabilities = true
        default:
            throw APIError.invalid(
                "query", "return_probabilities",
                message: "The query parameter 'return_probabilities' takes true or false.")
        }
        let output = try Predictor.output(loaded, returnsProbabilities: returnsProbabilities)
        let rows =
            type == .csv
            ? try RowBatch(csv: bytes, features: loaded.features)
            : try RowBatch(ndjson: bytes, features: loaded.features)
        return Batch(loaded: loaded, output: output, rows: rows)
    }
}
