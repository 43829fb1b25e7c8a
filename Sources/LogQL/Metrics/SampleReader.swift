internal import Signals

/// Makes samples of lines: which series a line belongs to, and its number there.
final class SampleReader {
    static let error = "SampleExtractionErr"

    /// The series with their panes, in the order of the table.
    private(set) var series: [PaneSeries] = []
    private(set) var paneCount = 0
    private(set) var valueCount = 0
    let table: SeriesTable
    let pipeline: Pipeline

    private let aggregation: RangeAggregation
    private let grouping: Grouping?
    private let windows: Windows
    /// Whether the query looks at `__error__` itself, so that lines with errors are counted.
    private let toleratesErrors: Bool
    private let countsBytes: Bool
    private let keepsValues: Bool
    /// The series of values of the labels that are grouped by.
    private var known: [[String?]: Int] = [:]
    /// For each stream, the values of its last line and their series: lines of a stream rarely differ.
    private var recent: [(values: [String?], series: Int)?]

    init(
        _ aggregation: RangeAggregation, grouping: Grouping?, windows: Windows, table: SeriesTable, streamCount: Int,
        detectsLevel: Bool
    ) {
        self.aggregation = aggregation
        self.windows = windows
        self.table = table
        // The label that gives the number keeps no series apart.
        if let unwrap = aggregation.unwrap, grouping?.without ?? true {
            self.grouping = Grouping(without: true, labels: (grouping?.labels ?? []) + [unwrap.label])
        } else {
            self.grouping = grouping
        }
        let stages = aggregation.log.stages
        pipeline = Pipeline(
            stages, wanted: WantedLabels.names(self.grouping, stages, aggregation.unwrap), detectsLevel: detectsLevel)
        toleratesErrors = Self.looksAtErrors(stages, aggregation.unwrap)
        countsBytes = aggregation.function == .bytesOverTime || aggregation.function == .bytesRate
        keepsValues = aggregation.function == .quantileOverTime
        recent = [(values: [String?], series: Int)?](repeating: nil, count: streamCount)
    }

    private static func looksAtErrors(_ stages: [Stage], _ unwrap: Unwrap?) -> Bool {
        let filters = stages.compactMap { if case .filter(let filter) = $0 { filter } else { nil } }
        return (filters + (unwrap?.filters ?? [])).contains { $0.names.contains(LabelName.error) }
    }

    /// Takes a line; answers whether it counted.
    func take(_ entry: LogEntry, of streams: [LogStream]) throws(LogQLError) -> Bool {
        guard let pane = windows.pane(of: entry.timestamp), let line = pipeline.process(entry, of: streams),
            let value = value(of: line)
        else { return false }
        if !pipeline.labels.error.isEmpty, !toleratesErrors {
            throw .pipeline(pipeline.labels.error, series: SeriesText.string(pipeline.labels.set()))
        }
        let place = try place(entry.stream)
        if series[place].add(value, at: entry.timestamp, in: pane) {
            paneCount += 1
            guard paneCount <= Limits.panes else {
                throw .limit("The query keeps more than \(Limits.panes) parts of windows: take longer steps.")
            }
        }
        if keepsValues {
            valueCount += 1
            guard valueCount <= Limits.quantileValues else {
                throw .limit("A quantile of more than \(Limits.quantileValues) values is asked for.")
            }
        }
        return true
    }

    // MARK: The number

    private func value(of line: ArraySlice<UInt8>) -> Double? {
        guard let unwrap = aggregation.unwrap else { return countsBytes ? Double(line.count) : 1 }
        guard let text = pipeline.labels.value(unwrap.label), !text.isEmpty else { return nil }
        let value: Double?
        let failure: String
        switch unwrap.conversion {
        case .bytes: (value, failure) = (Units.bytes(text).map { Double($0) }, ErrorText.bytes(text))
        case .duration, .durationSeconds:
            (value, failure) = (Units.duration(text).map { Double($0) / 1e9 }, ErrorText.duration(text))
        case nil: (value, failure) = (GoNumber.double(text), ErrorText.number(text))
        }
        if value == nil { pipeline.labels.fail(Self.error, failure) }
        for filter in unwrap.filters where !filter.accepts(&pipeline.labels) { return nil }
        return value ?? 0
    }

    // MARK: The series

    private func place(_ stream: Int) throws(LogQLError) -> Int {
        guard let grouping, !grouping.without else { return try place(of: groupedSet()) }
        var values: [String?] = []
        values.reserveCapacity(grouping.labels.count)
        for name in grouping.labels { values.append(pipeline.labels.value(name)) }
        let hasError = !pipeline.labels.error.isEmpty
        if !hasError, let recent = recent[stream], recent.values == values { return recent.series }
        if !hasError, let place = known[values] {
            recent[stream] = (values, place)
            return place
        }
        var set = LabelSet.empty
        for (name, value) in zip(grouping.labels, values) { set = set.setting(name, to: value ?? "") }
        if hasError { set = errorSet(set) }
        let place = try place(of: set)
        if !hasError {
            recent[stream] = (values, place)
            known[values] = place
        }
        return place
    }

    private func groupedSet() -> LabelSet {
        let set = pipeline.labels.set()
        guard let grouping else { return set }
        return set.removing(Set(exact: grouping.labels))
    }

    /// A line with an error that is tolerated says so, whatever the grouping.
    private func errorSet(_ set: LabelSet) -> LabelSet {
        set.setting(LabelName.error, to: pipeline.labels.error)
            .setting(LabelName.errorDetails, to: pipeline.labels.errorDetails)
    }

    private func place(of set: LabelSet) throws(LogQLError) -> Int {
        let number = table.number(of: set)
        while series.count <= number {
            guard series.count < Limits.series else {
                throw .limit("maximum of series (\(Limits.series)) reached for a single query")
            }
            series.append(PaneSeries(keepsValues: keepsValues))
        }
        return number
    }
}
