import Telemetry

/// The series of one model.
struct ModelInstruments: Sendable {
    let succeeded: Counter
    let failed: Counter
    let duration: Histogram
    let confidence: ConfidenceMetric
    let features: FeatureMetrics
    let byID: Counter
    let batches: MetricFamily<Counter, BatchSizeLabel>
    let batchDuration: MetricFamily<Histogram, BatchSizeLabel>

    /// Notes an answered request for one row, and what it was asked with.
    func record(_ prediction: PredictionOutput, row: [Double]) {
        succeeded.increment()
        byID.increment()
        duration.observe(prediction.seconds)
        confidence.observe(prediction)
        features.observe(row: row)
    }

    /// Notes an answered batch, and what it was asked with.
    func record(batch prediction: PredictionOutput, rows: RowBatch) {
        let label = BatchSizeLabel(rows: prediction.rows)
        succeeded.increment(by: UInt64(prediction.rows))
        byID.increment(by: UInt64(prediction.rows))
        duration.observe(prediction.seconds)
        batches.with(label).increment()
        batchDuration.with(label).observe(prediction.seconds)
        confidence.observe(prediction)
        features.observe(rows: rows)
    }
}
