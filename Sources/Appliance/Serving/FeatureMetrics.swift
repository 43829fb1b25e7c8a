import Storage
import Telemetry

/// What a model is asked with: the count and sum of each feature's values, for averages and drift.
///
/// A model with more than ``Limits/measuredFeatures`` features has none of these series.
struct FeatureMetrics: Sendable {
    private let summaries: [Summary]

    init(_ family: MetricFamily<Summary, FeatureLabels>, of record: ModelRecord) {
        guard record.featureColumns.count <= Limits.measuredFeatures else {
            summaries = []
            return
        }
        summaries = record.featureColumns.map { family.with(.init(modelName: record.name, feature: $0)) }
    }

    /// Notes one row; missing values are left out.
    func observe(row: [Double]) {
        guard row.count == summaries.count else { return }
        for (summary, value) in zip(summaries, row) { summary.observe(value) }
    }

    /// Notes a batch, added up feature by feature first: each series is written to once.
    func observe(rows: RowBatch) {
        let width = summaries.count
        guard width > 0, rows.features.count == width else { return }
        var counts = [Int](repeating: 0, count: width)
        var sums = [Double](repeating: 0, count: width)
        for row in 0..<rows.count {
            for feature in 0..<width {
                let value = rows.values[row * width + feature]
                guard value.isFinite else { continue }
                counts[feature] += 1
                sums[feature] += value
            }
        }
        for feature in 0..<width { summaries[feature].observe(count: counts[feature], sum: sums[feature]) }
    }
}
