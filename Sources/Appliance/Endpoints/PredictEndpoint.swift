import Hummingbird
import JSONText
import NIOCore
import Storage
import Telemetry

/// `POST /predict`: one row in, one prediction out.
struct PredictEndpoint: Sendable {
    let serving: ModelServing
    let predictor: Predictor
    let clock: ApplianceClock

    func respond(to request: Request, context: ApplianceRequestContext) async throws -> Response {
        if request.uri.query != nil { _ = try QueryParameters(request, allowed: []) }
        _ = try MediaType.ofBody(request, accepted: [.json])
        let buffer = try await request.collectBody(limit: Limits.predictBodyBytes)
        let body = try PredictionRequest(Array(buffer.readableBytesView), isBatch: false)
        let asked = clock.monotonicNanoseconds()
        let loaded = try await serving.select(id: body.modelID, name: body.modelName)
        context.facts.took(.storage, from: asked, through: clock.monotonicNanoseconds())
        context.facts.asked(model: loaded.record.id)
        do {
            let response = try answer(body, loaded, context.facts)
            context.facts.predicted(rows: 1)
            return response
        } catch {
            loaded.instruments.failed.increment()
            throw error
        }
    }

    private func answer(
        _ body: PredictionRequest, _ loaded: LoadedModel, _ facts: HandlerFacts
    ) throws(APIError) -> Response {
        let output = try Predictor.output(loaded, returnsProbabilities: body.returnsProbabilities)
        let row = try Self.row(body.data, features: loaded.features)
        let prediction = predictor.predict(row: row, loaded, output)
        facts.ran(prediction)
        let bytes = try prediction.encode(at: clock.now())
        loaded.instruments.record(prediction, row: row)
        return Response(type: MediaType.json.rawValue, bytes: bytes)
    }

    /// The one row of `data`.
    ///
    /// - Throws: ``APIError`` 422 naming every feature that does not validate.
    private static func row(_ data: JSONReader, features: FeatureIndex) throws(APIError) -> [Double] {
        var row = [Double](repeating: .nan, count: features.count)
        var problems = FieldProblems()
        var reader = data
        do {
            try RowDecoder.decode(
                &reader, features: features, into: &row, at: 0, location: ["body", "data"], problems: &problems)
        } catch {
            throw APIError(error)
        }
        guard problems.isEmpty else { throw APIError(problems: problems) }
        return row
    }
}
