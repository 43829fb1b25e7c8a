import Inference
import Telemetry

/// How sure a classifier is: the highest probability of each row.
///
/// It is observed where a request asks for probabilities; to work them out for the others would cost what it measures.
struct ConfidenceMetric: Sendable {
    let family: MetricFamily<Histogram, ModelLabels>
    let labels: ModelLabels

    /// Notes each row of an answer that consists of probabilities.
    func observe(_ prediction: PredictionOutput) {
        guard prediction.output == .probabilities, prediction.rows > 0 else { return }
        let histogram = family.with(labels)
        let width = prediction.valuesPerRow
        for row in 0..<prediction.rows {
            var highest = 0.0
            for value in prediction.values[row * width..<(row + 1) * width] { highest = max(highest, value) }
            histogram.observe(highest)
        }
    }
}
