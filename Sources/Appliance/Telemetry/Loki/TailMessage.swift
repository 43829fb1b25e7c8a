import JSONText
import LogQL
import Signals
import Storage

/// Messages of `/loki/api/v1/tail`: `{"streams":[…],"dropped_entries":[…]}`.
///
/// Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/#stream-logs.
enum TailMessage {
    /// Lines and what was dropped, in as many messages as their size asks for; none for nothing.
    static func messages(
        _ streams: [LogResultStream], dropped: [LogTail.Dropped] = [], categorised: Bool
    ) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        var part: [LogResultStream] = []
        var bytes = 0
        for stream in streams where !stream.entries.isEmpty {
            var entries: [LogResultEntry] = []
            for entry in stream.entries {
                let size = entry.line.utf8.count
                if bytes > 0, bytes + size > Limits.tailMessageBytes {
                    if !entries.isEmpty { part.append(LogResultStream(labels: stream.labels, entries: entries)) }
                    messages.append(message(part, [], categorised))
                    (part, entries, bytes) = ([], [], 0)
                }
                entries.append(entry)
                bytes += size + 64
            }
            part.append(LogResultStream(labels: stream.labels, entries: entries))
        }
        if !part.isEmpty || !dropped.isEmpty { messages.append(message(part, dropped, categorised)) }
        return messages
    }

    private static func message(
        _ streams: [LogResultStream], _ dropped: [LogTail.Dropped], _ categorised: Bool
    ) -> [UInt8] {
        JSONWriter.bytes { json in
            json.beginObject()
            json.key("streams")
            LokiDocument.streams(streams, categorised: categorised, to: &json)
            if !dropped.isEmpty {
                json.key("dropped_entries")
                json.beginArray()
                for entry in dropped {
                    json.beginObject()
                    json.key("labels")
                    json.labels(entry.stream.labels)
                    json.field("timestamp", String(entry.timestamp))
                    json.endObject()
                }
                json.endArray()
            }
            if categorised {
                json.key("encodingFlags")
                json.strings(["categorize-labels"])
            }
            json.endObject()
        }
    }
}
