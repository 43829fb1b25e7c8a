internal import Signals

extension LogQLEngine {
    /// Answers a log query.
    ///
    /// - Throws: ``LogQLError``, or what the source throws.
    public func logs(
        _ expression: LogExpression, _ options: LogOptions, isCancelled: @escaping () -> Bool = { false }
    ) throws -> LogResult {
        var watch = QueryGuard(lineLimit: lineLimit, isCancelled: isCancelled)
        let limit = min(max(options.limit, 0), Limits.entries)
        var collector = LogCollector(categorises: options.categorisesLabels)
        guard limit > 0, !options.range.isEmpty else { return collector.result(watch.statistics) }
        let streams = try source.streams(matching: expression.matchers, in: options.range)
        let pipeline = Pipeline(expression.stages, detectsLevel: detectsLevel)
        let request = LogRequest(
            streams: streams, range: options.range, direction: options.direction, needles: pipeline.needles)
        try watch.check()
        var count = 0
        try source.readEntries(request) { entry in
            try watch.count(entry.line)
            guard streams.indices.contains(entry.stream),
                let line = pipeline.process(entry, of: streams)
            else { return true }
            watch.countMatch()
            collector.add(entry, line, streams[entry.stream].labels, &pipeline.labels)
            count += 1
            return count < limit
        }
        return collector.result(watch.statistics)
    }
}

/// Puts lines with the same labels together.
private struct LogCollector {
    let categorises: Bool
    private var streams: [LogResultStream] = []
    private var places: [LabelSet: Int] = [:]

    init(categorises: Bool) {
        self.categorises = categorises
    }

    mutating func add(_ entry: LogEntry, _ line: ArraySlice<UInt8>, _ stream: LabelSet, _ labels: inout LineLabels) {
        var own: [Label] = []
        var metadata: [Label] = []
        var parsed: [Label] = []
        let isUntouched = labels.isUntouched()
        if !isUntouched {
            labels.forEach { name, value, category in
                switch category {
                case _ where !categorises: own.append(Label(name, value))
                case .stream: own.append(Label(name, value))
                case .metadata: metadata.append(Label(name, value))
                case .parsed: parsed.append(Label(name, value))
                }
            }
        }
        let place = place(of: isUntouched ? stream : LabelSet(unique: own))
        streams[place].entries.append(
            LogResultEntry(
                timestamp: entry.timestamp, line: LineText.string(line),
                metadata: metadata.sorted { $0.name < $1.name },
                parsed: parsed.sorted { $0.name < $1.name }))
    }

    private mutating func place(of labels: LabelSet) -> Int {
        if let place = places[labels] { return place }
        places[labels] = streams.count
        streams.append(LogResultStream(labels: labels, entries: []))
        return streams.count - 1
    }

    func result(_ statistics: QueryStatistics) -> LogResult {
        LogResult(streams: streams.sorted { $0.labels < $1.labels }, statistics: statistics)
    }
}

extension LabelSet {
    /// A set of labels none of whose names is empty or stands twice, which ``LineLabels`` sees to.
    init(unique labels: [Label]) {
        do {
            self = try LabelSet(labels)
        } catch {
            self = labels.reduce(.empty) { $0.setting($1.name, to: $1.value) }
        }
    }
}
