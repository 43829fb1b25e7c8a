import Logging
import Signals
import Storage

/// The streams of the daemon's own lines: one for each kind and level.
struct OwnLogStreams: Sendable {
    /// The daemon's name among the jobs whose telemetry is here.
    let job: String

    /// The labels of a stream: what dashboards select by, and nothing with many values.
    func labels(kind: LogKind, level: Logger.Level) -> LabelSet {
        [("job", job), ("service_name", "geoclimate"), ("kind", kind.rawValue), ("level", level.rawValue)]
            .reduce(.empty) { $0.setting($1.0, to: $1.1) }
    }

    /// Lines of the relay as entries, by stream, in the order of their times.
    func entries(_ lines: [LogRelay.Line]) -> [(stream: LabelSet, entries: [NewLogEntry])] {
        var places: [Key: Int] = [:]
        var streams: [(stream: LabelSet, entries: [NewLogEntry])] = []
        for line in lines {
            let key = Key(kind: line.kind, level: line.level)
            let place = places[key] ?? streams.count
            if place == streams.count {
                places[key] = place
                streams.append((labels(kind: line.kind, level: line.level), []))
            }
            var bytes = line.bytes
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            let metadata = line.traceID.map { LabelSet.empty.setting("trace_id", to: $0) } ?? .empty
            streams[place].entries.append(NewLogEntry(timestamp: line.time, line: bytes, metadata: metadata))
        }
        return streams
    }

    private struct Key: Hashable {
        let kind: LogKind
        let level: Logger.Level
    }
}
