import LogQL
import Signals

/// A source whose lines stand in an array.
final class MemorySource: LogSource {
    private(set) var streams: [LogStream] = []
    private var entries: [(stream: Int, entry: LogEntry)] = []
    private(set) var requests: [LogRequest] = []

    func append(_ labels: KeyValuePairs<String, String>, _ lines: [(Int64, String)], _ metadata: [Label] = []) throws {
        let set = try LabelSet(labels.map { Label($0.key, $0.value) })
        let place = streams.firstIndex { $0.labels == set } ?? streams.count
        if place == streams.count { streams.append(LogStream(id: UInt64(place), labels: set)) }
        for (time, line) in lines {
            entries.append(
                (place, LogEntry(timestamp: time, stream: 0, line: Array(line.utf8)[...], metadata: metadata)))
        }
    }

    func append(_ labels: KeyValuePairs<String, String>, _ time: Int64, _ bytes: [UInt8]) throws {
        try append(labels, [(time, "")])
        entries[entries.count - 1].entry.line = bytes[...]
    }

    func streams(matching matchers: [LabelMatcher], in range: Range<Int64>) throws -> [LogStream] {
        streams.filter { stream in matchers.allSatisfy { $0.accepts(stream.labels) } }
    }

    func readEntries(_ request: LogRequest, _ take: (LogEntry) throws -> Bool) throws {
        requests.append(request)
        let wanted = entries.compactMap { stream, entry -> LogEntry? in
            guard request.range.contains(entry.timestamp),
                let place = request.streams.firstIndex(where: { $0.id == UInt64(stream) })
            else { return nil }
            var entry = entry
            entry.stream = place
            return entry
        }
        let isForward = request.direction == .forward
        for entry in wanted.sorted(by: { isForward ? $0.timestamp < $1.timestamp : $0.timestamp > $1.timestamp }) {
            guard try take(entry) else { return }
        }
    }
}

extension MemorySource {
    /// The one line that comes out of a pipeline, with its labels but `app` and `detected_level`; nil where none does.
    static func line(
        _ pipeline: String, _ line: String, _ metadata: [Label] = []
    ) throws -> (line: String, labels: [String: String])? {
        let source = MemorySource()
        try source.append(["app": "x"], [(1_700_000_000_123_456_789, line)], metadata)
        guard case .log(let expression) = try Query("{app=\"x\"} \(pipeline)") else { return nil }
        let result = try LogQLEngine(source: source, detectsLevel: false)
            .logs(expression, LogOptions(range: 0..<Int64.max, limit: 10))
        guard let stream = result.streams.first, let entry = stream.entries.first else { return nil }
        var labels: [String: String] = [:]
        for label in stream.labels.labels where label != Label("app", "x") { labels[label.name] = label.value }
        return (entry.line, labels)
    }
}
