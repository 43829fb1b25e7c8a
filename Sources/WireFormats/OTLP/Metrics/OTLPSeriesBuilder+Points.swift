internal import Signals

extension OTLPSeriesBuilder {
    /// Bit 0 of a point's flags says that the series has ended.
    private static let noRecordedValue: UInt32 = 1

    mutating func append(_ metric: OTLPMetric) throws(WireError) {
        switch metric.data {
        case .gauge(let gauge):
            try append(metric, gauge.dataPoints, kind: .gauge, suffix: .ratio)
        case .sum(let sum):
            guard sum.aggregationTemporality == .cumulative else {
                return reject(sum.dataPoints.count, Self.notCumulative(metric))
            }
            try append(
                metric, sum.dataPoints, kind: sum.isMonotonic ? .counter : .gauge,
                suffix: sum.isMonotonic ? .total : .ratio)
        case .histogram(let histogram):
            guard histogram.aggregationTemporality == .cumulative else {
                return reject(histogram.dataPoints.count, Self.notCumulative(metric))
            }
            try append(metric, histogram.dataPoints)
        case .exponentialHistogram(let histogram):
            reject(
                histogram.dataPoints.count,
                "The metric '\(metric.name.cut(toBytes: 128))' is an exponential histogram: send explicit buckets.")
        case .summary(let summary): try append(metric, summary.dataPoints)
        case nil: break
        }
    }

    private static func notCumulative(_ metric: OTLPMetric) -> String {
        "The metric '\(metric.name.cut(toBytes: 128))' is not cumulative: send cumulative temporality."
    }

    /// The metric's name in Prometheus's form, and its family described; nil where no name is left, and the points are rejected.
    private mutating func family(
        _ metric: OTLPMetric, kind: MetricKind, suffix: MetricNames.Suffix, points: Int
    ) -> String? {
        let name = MetricNames.translate(metric.name, unit: metric.unit, suffix: suffix)
        guard !name.isEmpty else {
            reject(points, "A metric has no name.")
            return nil
        }
        guard points > 0 else { return nil }
        describe(
            FamilyMetadata(
                family: name, kind: kind, help: metric.description_p.cut(toBytes: Limits.maxMetadataBytes),
                unit: metric.unit.cut(toBytes: Limits.maxMetadataBytes)))
        return name
    }

    /// Milliseconds of a point's time; nil, and the point is rejected, where it has none.
    private mutating func milliseconds(_ nanoseconds: UInt64) -> Int64? {
        guard nanoseconds > 0 else {
            reject(1, "A data point has no time.")
            return nil
        }
        return Int64(nanoseconds / 1_000_000)
    }

    private mutating func append(
        _ metric: OTLPMetric, _ points: [OTLPNumberDataPoint], kind: MetricKind, suffix: MetricNames.Suffix
    ) throws(WireError) {
        guard let name = family(metric, kind: kind, suffix: suffix, points: points.count) else { return }
        for point in points {
            guard let time = milliseconds(point.timeUnixNano) else { continue }
            let value: Double
            switch point.value {
            case _ where point.flags & Self.noRecordedValue != 0: value = StaleMarker.value
            case .asDouble(let number): value = number
            case .asInt(let number): value = Double(number)
            case nil:
                reject(1, "A data point has no value.")
                continue
            }
            let isStored = try append(name: name, point.attributes.labels, milliseconds: time, value: value)
            if !isStored { reject(1, Self.badLabels) }
        }
    }

    private mutating func append(
        _ metric: OTLPMetric, _ points: [OTLPHistogramDataPoint]
    ) throws(WireError) {
        guard let name = family(metric, kind: .histogram, suffix: .none, points: points.count) else { return }
        for point in points {
            guard let time = milliseconds(point.timeUnixNano) else { continue }
            guard point.explicitBounds.count < Limits.maxBuckets, Self.bucketsFit(point) else {
                reject(1, "The buckets of a histogram do not fit its bounds, or are too many.")
                continue
            }
            let labels = point.attributes.labels
            let isStale = point.flags & Self.noRecordedValue != 0
            let value = { (number: Double) in isStale ? StaleMarker.value : number }
            var isStored = try append(
                name: name + "_count", labels, milliseconds: time, value: value(Double(point.count)))
            if point.hasSum, isStored {
                isStored = try append(name: name + "_sum", labels, milliseconds: time, value: value(point.sum))
            }
            var sum: UInt64 = 0
            for (bound, count) in zip(point.explicitBounds, point.bucketCounts) where isStored {
                sum = sum.addingReportingOverflow(count).partialValue
                isStored = try append(
                    name: name + "_bucket", labels, extra: Label("le", PlainDecimal.text(bound)), milliseconds: time,
                    value: value(Double(sum)))
            }
            if isStored {
                isStored = try append(
                    name: name + "_bucket", labels, extra: Label("le", "+Inf"), milliseconds: time,
                    value: value(Double(point.count)))
            }
            if !isStored { reject(1, Self.badLabels) }
        }
    }

    /// One bucket more than bounds, which rise; or neither.
    private static func bucketsFit(_ point: OTLPHistogramDataPoint) -> Bool {
        let bounds = point.explicitBounds
        guard point.bucketCounts.count == bounds.count + 1 || (point.bucketCounts.isEmpty && bounds.isEmpty) else {
            return false
        }
        return zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 } && !bounds.contains { $0.isNaN }
    }

    private mutating func append(_ metric: OTLPMetric, _ points: [OTLPSummaryDataPoint]) throws(WireError) {
        guard let name = family(metric, kind: .summary, suffix: .none, points: points.count) else { return }
        for point in points {
            guard let time = milliseconds(point.timeUnixNano) else { continue }
            guard point.quantileValues.count <= Limits.maxBuckets else {
                reject(1, "A summary has too many quantiles.")
                continue
            }
            let labels = point.attributes.labels
            let isStale = point.flags & Self.noRecordedValue != 0
            let value = { (number: Double) in isStale ? StaleMarker.value : number }
            var isStored = try append(
                name: name + "_count", labels, milliseconds: time, value: value(Double(point.count)))
            if isStored {
                isStored = try append(name: name + "_sum", labels, milliseconds: time, value: value(point.sum))
            }
            for quantile in point.quantileValues where isStored {
                isStored = try append(
                    name: name, labels, extra: Label("quantile", PlainDecimal.text(quantile.quantile)),
                    milliseconds: time, value: value(quantile.value))
            }
            if !isStored { reject(1, Self.badLabels) }
        }
    }

    private static let badLabels = "The labels of a data point are too many or too long."
}
