import Hummingbird
import Inference
import NIOCore
import Storage
import Telemetry

/// `POST /predict/batch`: many rows in, as many predictions out.
///
/// JSON names the model in the body, CSV and NDJSON in the query.
struct BatchPredictEndpoint: Sendable {
    let serving: ModelServing
    let predictor: Predictor
    let executor: BatchExecutor
    let limits: RequestLimits
    let clock: ApplianceClock

    func respond(to request: Request, context: ApplianceRequestContext) async throws -> Response {
        let type = try MediaType.ofBody(request, accepted: [.json, .csv, .ndjson])
        let buffer = try await request.collectBody(limit: Limits.batchBodyBytes)
        // A small batch takes less time than handing it over.
        guard buffer.readableBytes > Limits.inlineBatchBytes else {
            return try await answer(request, context, Array(buffer.readableBytesView), type, on: nil)
        }
        return try await answer(request, context, Array(buffer.readableBytesView), type, on: executor)
    }

    /// Decodes, charges, predicts and encodes: here, or where large batches are.
    private func answer(
        _ request: Request, _ context: ApplianceRequestContext, _ bytes: [UInt8], _ type: MediaType,
        on executor: BatchExecutor?
    ) async throws -> Response {
        let batch = try await type == .json ? json(request, bytes) : table(request, bytes, type)
        context.facts.asked(model: batch.loaded.record.id)
        let rows = try await attempt(batch.loaded, on: executor) { try batch.decode(batch.loaded.features) }
        // All rows are paid for before the first is predicted.
        try await limits.charge(rows: rows.count, context)
        let facts = context.facts
        let answer = try await attempt(batch.loaded, on: executor) { [predictor, clock] in
            let prediction = predictor.predict(rows, batch.loaded, batch.output, workers: executor?.pool)
            facts.ran(prediction)
            let bytes = try prediction.encode(at: clock.now())
            batch.loaded.instruments.record(batch: prediction, rows: rows)
            return bytes
        }
        context.facts.predicted(rows: rows.count)
        return Response(type: MediaType.json.rawValue, bytes: answer)
    }

    /// Does work of a model, and counts it when it fails.
    private func attempt<Value: Sendable>(
        _ loaded: LoadedModel, on executor: BatchExecutor?, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do {
            return try await executor?.run(work) ?? work()
        } catch {
            loaded.instruments.failed.increment()
            throw error
        }
    }

    /// What to do once the model is known.
    private struct Batch: Sendable {
        var loaded: LoadedModel
        var output: Model.Output
        var decode: @Sendable (FeatureIndex) throws(APIError) -> RowBatch
    }

    private func json(_ request: Request, _ bytes: [UInt8]) async throws -> Batch {
        _ = try QueryParameters(request, allowed: [])
        let scan = { @Sendable () throws -> PredictionRequest in try PredictionRequest(bytes, isBatch: true) }
        let body = bytes.count > Limits.inlineBatchBytes ? try await executor.run(scan) : try scan()
        let loaded = try await serving.select(id: body.modelID, name: body.modelName)
        let output = try Predictor.output(loaded, returnsProbabilities: body.returnsProbabilities)
        return Batch(loaded: loaded, output: output) { features throws(APIError) in
            try RowBatch(json: body.data, features: features)
        }
    }

    private func table(_ request: Request, _ bytes: [UInt8], _ type: MediaType) async throws -> Batch {
        let query = try QueryParameters(request, allowed: ["model_id", "model_name", "return_probabilities"])
        let loaded = try await serving.select(id: query["model_id"], name: query["model_name"])
        let output = try Predictor.output(loaded, returnsProbabilities: try query.flag("return_probabilities"))
        return Batch(loaded: loaded, output: output) { features throws(APIError) in
            type == .csv
                ? try RowBatch(csv: bytes, features: features) : try RowBatch(ndjson: bytes, features: features)
        }
    }
}
