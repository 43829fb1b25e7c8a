import Inference
import JSONText
import Storage

/// The predictions of one request, as many values a row as the model answers.
struct PredictionOutput: Sendable {
    let loaded: LoadedModel
    let output: Model.Output
    /// Row-major; `valuesPerRow` a row.
    let values: [Double]
    let valuesPerRow: Int
    let rows: Int
    /// When the model began, by the monotonic clock.
    let startedAt: UInt64
    let seconds: Double

    /// The answer of `POST /predict` and `POST /predict/batch`.
    ///
    /// - Throws: ``APIError`` 422 when the model answers NaN or an infinity, which JSON cannot say: an exponential link
    ///   overflows far outside of the data that the model was trained on.
    func encode(at time: Timestamp) throws(APIError) -> [UInt8] {
        var json = JSONWriter(capacity: 256 + 24 * values.count)
        json.beginObject()
        json.key("predictions")
        json.beginArray()
        for row in 0..<rows {
            if valuesPerRow == 1 {
                try number(values[row], &json)
            } else {
                json.beginArray()
                for column in 0..<valuesPerRow { try number(values[row * valuesPerRow + column], &json) }
                json.endArray()
            }
        }
        json.endArray()
        json.field("model_id", loaded.record.id)
        json.field("model_name", loaded.record.name)
        json.field("model_version", loaded.record.version)
        json.key("inference_time_ms")
        json.measure((seconds * 1e6).rounded() / 1e3)
        json.field("timestamp", time.description)
        json.key("input_shape")
        json.beginArray()
        json.number(rows)
        json.number(loaded.features.count)
        json.endArray()
        json.endObject()
        return json.bytes
    }

    /// Models that sum in `Float` answer `Float`s: those take fewer digits to read the same number back.
    private func number(_ value: Double, _ json: inout JSONWriter) throws(APIError) {
        do {
            if loaded.model.answersFloats { try json.number(Float(value)) } else { try json.number(value) }
        } catch {
            throw .invalid(
                "body", "data",
                message: "The model answers \(value) for this data, which is no finite number. Check the values.")
        }
    }
}
