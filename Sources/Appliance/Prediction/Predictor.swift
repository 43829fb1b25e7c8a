import Inference
import Storage

/// Runs models over decoded rows.
struct Predictor: Sendable {
    let clock: ApplianceClock

    /// What a request asks of this model.
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

    /// Predicts one row.
    func predict(row: [Double], _ loaded: LoadedModel, _ output: Model.Output) -> PredictionOutput {
        let start = clock.monotonicNanoseconds()
        let width = loaded.model.valueCount(output) ?? 0
        var values = [Double](repeating: 0, count: width)
        var span = values.mutableSpan
        loaded.model.predict(row: row.span, output, into: &span)
        return finish(loaded, output, values, width, rows: 1, since: start)
    }

    /// Predicts a batch, on this thread and on `workers` if there are any.
    func predict(
        _ rows: RowBatch, _ loaded: LoadedModel, _ output: Model.Output, workers: WorkerPool?
    ) -> PredictionOutput {
        let start = clock.monotonicNanoseconds()
        let width = loaded.model.valueCount(output) ?? 0
        var values = [Double](repeating: 0, count: width * rows.count)
        var span = values.mutableSpan
        loaded.model.predict(rows: rows.values.span, count: rows.count, output, into: &span, workers: workers)
        return finish(loaded, output, values, width, rows: rows.count, since: start)
    }

    private func finish(
        _ loaded: LoadedModel, _ output: Model.Output, _ values: [Double], _ width: Int, rows: Int, since start: UInt64
    ) -> PredictionOutput {
        let seconds = Double(clock.monotonicNanoseconds() - start) / 1e9
        return PredictionOutput(
            loaded: loaded, output: output, values: values, valuesPerRow: width, rows: rows, startedAt: start,
            seconds: seconds)
    }
}
