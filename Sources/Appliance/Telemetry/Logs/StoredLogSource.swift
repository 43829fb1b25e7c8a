import LogQL
import Signals
import Storage

/// The log store as LogQL's engine reads it, for one query.
struct StoredLogSource: LogSource {
    let store: LogStore
    let watch: QueryWatch

    func streams(matching matchers: [LabelMatcher], in range: Range<Int64>) throws -> [LogStream] {
        try store.streams(matching: matchers, in: range, isCancelled: { watch.shouldStop }).map {
            LogStream(id: UInt64($0.id), labels: $0.labels)
        }
    }

    func readEntries(_ request: LogRequest, _ take: (LogQL.LogEntry) throws -> Bool) throws {
        var places: [UInt32: Int] = [:]
        for (place, stream) in request.streams.enumerated() { places[UInt32(truncatingIfNeeded: stream.id)] = place }
        let query = LogStoreQuery(
            streams: Set(places.keys), range: request.range, isForward: request.direction == .forward,
            needles: request.needles.map(\.bytes))
        try store.readEntries(query, isCancelled: { watch.shouldStop }) { entry in
            guard let place = places[entry.stream] else { return true }
            return try take(
                LogQL.LogEntry(
                    timestamp: entry.timestamp, stream: place, line: entry.line, metadata: entry.metadata.labels))
        }
    }
}
