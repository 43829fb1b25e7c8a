import LogQL
import Signals
import Storage

/// What a tail was asked for.
struct TailQuery: Sendable {
    let expression: LogExpression
    /// Nanoseconds since 1970 from which on lines are wanted.
    let start: Int64
    /// Lines of before at most.
    let limit: Int
    /// How long lines wait for late ones.
    let delay: Duration
    /// Whether metadata and parsed labels are wanted apart.
    let categorises: Bool
}

/// Makes the messages of a tail out of lines, on the threads of queries.
struct TailLines: Sendable {
    /// What was there when the tail began.
    struct History: Sendable {
        var messages: [[UInt8]]
        /// Lines that may come once more, because they were appended while they were being looked for.
        var shown: Set<FollowedLine>?
    }

    let logs: LogParts
    let store: LogStore

    /// The last lines of before, the oldest first.
    func history(_ query: TailQuery) async throws -> History {
        guard query.limit > 0 else { return History(messages: [], shown: nil) }
        let found = try await logs.executor.run { watch in
            let options = LogOptions(
                range: query.start..<Int64.max, limit: query.limit, direction: .backward,
                categorisesLabels: query.categorises)
            return try LogParts.engine(store, watch).logs(query.expression, options) { watch.shouldStop }.streams
        }
        let oldestFirst = found.map { $0.reversed() }
        return History(
            messages: TailMessage.messages(oldestFirst, categorised: query.categorises),
            shown: Set(oldestFirst.flatMap(FollowedLine.lines)))
    }

    /// What has come since the last time, but for lines that were shown already, which are asked about once.
    ///
    /// When too many queries wait for a thread, the lines count as dropped.
    func take(_ tail: LogTail, _ query: TailQuery, except shown: inout Set<FollowedLine>?) async throws -> [[UInt8]] {
        let batch = tail.take()
        let known = shown ?? []
        shown = nil
        guard !batch.entries.isEmpty || batch.dropped > 0 else { return [] }
        var dropped = batch.firstDropped
        var found: [LogResultStream] = []
        do {
            found = try await logs.executor.run { watch in
                try Self.evaluate(batch.entries, query, watch)
            }
        } catch let error where error is WorkQueue.Overloaded || error is QueryExecutor.Failure {
            dropped += batch.entries.prefix(max(0, store.limits.logTailDropped - dropped.count)).map {
                LogTail.Dropped(stream: $0.stream, timestamp: $0.entry.timestamp)
            }
        }
        if !known.isEmpty { found = found.map { $0.without(known) } }
        return TailMessage.messages(found, dropped: dropped, categorised: query.categorises)
    }

    /// Takes lines through the stages of a query; all of them are of streams that it selects.
    static func evaluate(
        _ entries: [LogTail.Entry], _ query: TailQuery, _ watch: QueryWatch
    ) throws -> [LogResultStream] {
        let sorted = entries.filter { $0.entry.timestamp >= query.start }
            .sorted { $0.entry.timestamp < $1.entry.timestamp }
        var streams: [LogResultStream] = []
        var rest = sorted[...]
        while !rest.isEmpty {
            let some = rest.prefix(LogQL.Limits.entries)
            rest = rest.dropFirst(some.count)
            let options = LogOptions(
                range: .min ..< .max, limit: LogQL.Limits.entries, direction: .forward,
                categorisesLabels: query.categorises)
            streams += try LogQLEngine(source: NewLines(some)).logs(query.expression, options) {
                watch.shouldStop
            }.streams
        }
        return streams
    }
}

/// Lines that have just come, as LogQL's engine reads them.
private struct NewLines: LogSource {
    private var all: [LogStream] = []
    private var entries: [LogQL.LogEntry] = []

    init(_ lines: some Sequence<LogTail.Entry>) {
        var places: [LabelSet: Int] = [:]
        for line in lines {
            let place = places[line.stream] ?? all.count
            if place == all.count {
                places[line.stream] = place
                all.append(LogStream(id: UInt64(place), labels: line.stream))
            }
            entries.append(
                LogQL.LogEntry(
                    timestamp: line.entry.timestamp, stream: place, line: line.entry.line[...],
                    metadata: line.entry.metadata.labels))
        }
    }

    func streams(matching _: [LabelMatcher], in _: Range<Int64>) throws -> [LogStream] { all }

    func readEntries(_: LogRequest, _ take: (LogQL.LogEntry) throws -> Bool) throws {
        for entry in entries { guard try take(entry) else { return } }
    }
}

extension LogResultStream {
    /// The same lines from the last to the first.
    fileprivate func reversed() -> LogResultStream { LogResultStream(labels: labels, entries: entries.reversed()) }

    /// Without lines that were shown.
    fileprivate func without(_ shown: Set<FollowedLine>) -> LogResultStream {
        LogResultStream(
            labels: labels,
            entries: entries.filter {
                !shown.contains(FollowedLine(timestamp: $0.timestamp, line: $0.line, labels: labels.labels))
            })
    }
}

extension FollowedLine {
    fileprivate static func lines(_ stream: LogResultStream) -> [FollowedLine] {
        stream.entries.map { FollowedLine(timestamp: $0.timestamp, line: $0.line, labels: stream.labels.labels) }
    }
}
