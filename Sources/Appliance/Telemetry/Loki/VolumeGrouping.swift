import HTTPTypes
import LogQL
import Signals

/// By what volumes are summed up: the labels that the selector or `targetLabels` names, with their values or each by itself.
struct VolumeGrouping: Sendable {
    let matchers: [LabelMatcher]
    private let grouping: Volume.Grouping
    /// Series of an answer at most; those with the most bytes stay.
    let limit: Int

    init(_ asked: LokiRequest) throws {
        matchers = try asked.matchers()
        let names = asked.parameters["targetLabels"]?.split(separator: ",").map { String($0.trimmingSpaces()) } ?? []
        switch asked.parameters["aggregateBy"] {
        case nil, "series": grouping = .series(names)
        case "labels": grouping = .labels(names)
        case .some: throw APIError(.badRequest, "The parameter 'aggregateBy' takes series or labels.")
        }
        limit = try asked.parameters.number("limit", default: Limits.volumeSeries, in: 1...LogQL.Limits.series)
    }

    /// The volumes of groups of streams, the largest first.
    func groups(_ streams: [(labels: LabelSet, bytes: Int)], limit: Int? = nil) -> [Volume] {
        Volume.groups(
            of: streams.map { ($0.labels, UInt64(clamping: $0.bytes)) }, by: grouping, matchers: matchers,
            limit: limit ?? self.limit)
    }
}

/// Sums up bytes of lines by step and series, from the lines themselves.
struct VolumeCounter: Sendable {
    let grouping: VolumeGrouping
    let range: Range<Int64>
    let step: Int64

    /// The series with the most bytes, each with the steps that have any.
    ///
    /// A step is named by its beginning.
    func count(_ source: StoredLogSource) throws -> [LokiSeries] {
        let streams = try source.streams(matching: grouping.matchers, in: range)
        var steps: [Int64: [Int: Int]] = [:]
        try source.readEntries(LogRequest(streams: streams, range: range, direction: .forward)) { entry in
            if source.watch.shouldStop { throw QueryExecutor.Failure.cancelled }
            let place = (entry.timestamp - range.lowerBound) / step
            steps[place, default: [:]][entry.stream, default: 0] += entry.line.count
            return true
        }
        var totals: [Int: Int] = [:]
        for step in steps.values { totals.merge(step, uniquingKeysWith: +) }
        let kept = grouping.groups(totals.map { (streams[$0.key].labels, $0.value) }).map(\.labels)
        var points: [LabelSet: [(time: Int64, value: Double)]] = [:]
        for (place, volumes) in steps.sorted(by: { $0.key < $1.key }) {
            for group in grouping.groups(volumes.map { (streams[$0.key].labels, $0.value) }, limit: .max) {
                points[group.labels, default: []].append((range.lowerBound + place * step, Double(group.bytes)))
            }
        }
        return kept.map { LokiSeries(labels: $0.labels, points: points[$0] ?? []) }
    }
}
