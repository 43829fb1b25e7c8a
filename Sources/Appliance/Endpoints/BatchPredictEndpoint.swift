import Hummingbird
import Inference
import NIOCore
import Telemetry

/// `POST /predict/batch`: many rows in, as many predictions out.
///
/// JSON names the model in the body, CSV and NDJSON in the query.
struct BatchPredictEndpoint: Sendable {
    let serving: ModelServing
    let predictor: Predictor
    let executor: BatchExecutor
    let clock: ApplianceClock

    func respond(to request: Request, context: ApplianceRequestContext) async throws -> Response {
        let type = try MediaType.ofBody(request, accepted: [.json, .csv, .ndjson])
        let buffer = try await request.collectBody(limit: Limits.batchBodyBytes)
        // A small batch takes less time than handing it over.
        guard buffer.readableBytes > Limits.inlineBatchBytes else {
            return try await answer(request, Array(buffer.readableBytesView), type) { try $0(nil) }
        }
        let pool = executor.pool
        return try await answer(request, Array(buffer.readableBytesView), type) { work in
            try await executor.run { try work(pool) }
        }
    }

    /// Decodes, predicts and encodes where `place` puts the work.
    private func answer(
        _ request: Request, _ bytes: [UInt8], _ type: MediaType,
        _ place: (@escaping @Sendable (WorkerPool?) throws -> [UInt8]) async throws -> [UInt8]
    ) async throws -> Response {
        let batch = try await type == .json ? json(request, bytes) : table(request, bytes, type)
        let answer = try await place { [predictor, clock] workers in
            do {
                let rows = try batch.decode(batch.loaded.features)
                let prediction = predictor.predict(rows, batch.loaded, batch.output, workers: workers)
                let bytes = try prediction.encode(at: clock.now())
                batch.loaded.instruments.record(batch: prediction)
                return bytes
            } catch {
                batch.loaded.instruments.failed.increment()
                throw error
            }
        }
        return Response(type: MediaType.json.rawValue, bytes: answer)
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
