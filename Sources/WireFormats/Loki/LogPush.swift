public import Signals

/// A line at a time, with what is said about it beside its stream's labels.
public struct LogEntry: Equatable, Sendable {
    /// Since 1970.
    public let nanoseconds: Int64
    /// The text, without a line feed at its end.
    public let line: String
    /// Structured metadata, in the order of the names.
    public let metadata: [Label]

    /// Makes the value of its parts.
    public init(nanoseconds: Int64, line: String, metadata: [Label] = []) {
        self.nanoseconds = nanoseconds
        self.line = line
        self.metadata = metadata
    }
}

/// Lines of one stream, in the order in which they were sent.
public struct PushedStream: Equatable, Sendable {
    /// What identifies the stream.
    public let labels: LabelSet
    /// Its lines.
    public var entries: [LogEntry]

    /// Makes the value of its parts.
    public init(labels: LabelSet, entries: [LogEntry]) {
        self.labels = labels
        self.entries = entries
    }
}

/// What a push to `/loki/api/v1/push` holds.
///
/// Source of both forms: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs.
public struct LogPush: Equatable, Sendable {
    /// At least one label each; the same stream may stand more than once.
    public internal(set) var streams: [PushedStream]

    /// Makes the value of its parts.
    public init(streams: [PushedStream]) {
        self.streams = streams
    }
}

extension LogPush {
    /// Checks and collects the lines of one push, whatever its form.
    struct Builder {
        private(set) var streams: [PushedStream] = []
        private var room = Limits.maxLinesPerPush

        mutating func begin(_ labels: LabelSet) throws(WireError) {
            guard !labels.labels.isEmpty else { throw .badLabels(.none) }
            streams.append(PushedStream(labels: labels, entries: []))
        }

        mutating func append(nanoseconds: Int64, line: String, metadata: [Label]) throws(WireError) {
            room -= 1
            guard room >= 0 else { throw .tooMany(what: "lines", limit: Limits.maxLinesPerPush) }
            guard line.utf8.count <= Limits.maxLineBytes else {
                throw .tooMany(what: "bytes in one line", limit: Limits.maxLineBytes)
            }
            guard metadata.count <= Limits.maxStructuredMetadata else {
                throw .tooMany(what: "pairs of structured metadata on a line", limit: Limits.maxStructuredMetadata)
            }
            let last = streams.count - 1
            guard last >= 0 else { return }
            streams[last].entries.append(
                LogEntry(nanoseconds: nanoseconds, line: line, metadata: try Self.ordered(metadata)))
        }

        private static func ordered(_ metadata: [Label]) throws(WireError) -> [Label] {
            guard !metadata.isEmpty else { return [] }
            do throws(BadLabels) {
                for label in metadata {
                    try LabelRules.check(
                        nameBytes: label.name.utf8.count, valueBytes: label.value.utf8.count, name: label.name)
                }
                return try LabelRules.set(metadata).labels
            } catch {
                throw .badLabels(error)
            }
        }
    }
}
