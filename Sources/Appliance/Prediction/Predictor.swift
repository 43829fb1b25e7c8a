import Inference
import Storage

/// Runs models over decoded rows, where each amount of work belongs: a row at once, a batch on threads that may block.
struct Predictor: Sendable {
    let workers: BatchExecutor
    let clock: ApplianceClock

    /// What `output` means for this model.
    ///
    /// - Throws: ``APIError`` 422 when probabilities are asked of a model that has none.
    static func output(_ loaded: LoadedModel, returnsProbabilities: Bool) throws(APIError) -> Model.Output {
        guard returnsProbabilities else { return .prediction }
        guard loaded.model.valueCount(.probabilities) != nil else {
            throw .invalid(
                "body", "return_probabilities",
                message:
                    "The model '\(loaded.record.name)' is no classifier and has no probabilities. Leave the field out.")
        }
        return .probabilities
    }

    /// Predicts one row, on this thread.
    func predict(row: [Double], _ loaded: LoadedModel, _ output: Model.Output) -> PredictionOutput {
        let start = clock.monotonicNanoseconds()
        let width = loaded.model.valueCount(output) ?? 0
        var values = [Double](repeating: 0, count: width)
        var span = values.mutableSpan
        loaded.model.predict(row: row.span, output, into: &span)
        return finish(loaded, output, values, width, rows: 1, since: start)
    }

    /// Predicts `count` rows: small batches here, larger ones on the batch threads.
    func predict(rows: [Double], count: Int, _ loaded: LoadedModel, _ output: Model.Output) async -> PredictionOutput {
        let start = clock.monotonicNanoseconds()
        let width = loaded.model.valueCount(output) ?? 0
        let values: [Double]
        if count <= Limits.inlineBatchRows {
            var block = [Double](repeating: 0, count: width * count)
            var span = block.mutableSpan
            loaded.model.predict(rows: rows.span, count: count, output, into: &span)
            values = block
        } else {
            values = await workers.predict(rows: rows, count: count, loaded.model, output, width: width)
        }
        return finish(loaded, output, values, width, rows: count, since: start)
    }

    private func finish(
        _ loaded: LoadedModel, _ output: Model.Output, _ values: [Double], _ width: Int, rows: Int, since start: UInt64
    ) -> PredictionOutput {
        let seconds = Double(clock.monotonicNanoseconds() - start) / 1e9
        return PredictionOutput(
            loaded: loaded, output: output, values: values, valuesPerRow: width, rows: rows, seconds: seconds)
    }
}
