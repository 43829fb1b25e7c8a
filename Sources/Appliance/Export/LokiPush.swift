import JSONText
import Signals
import Storage

/// Lines for `POST /loki/api/v1/push`, in its JSON form.
///
/// Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs. JSON is text: bytes of a line that are no
/// UTF-8 become U+FFFD.
struct LokiPush: Sendable {
    private struct Stream {
        let labels: LabelSet
        var entries: [StoredLogEntry] = []
    }

    private var streams: [Stream] = []
    private var places: [UInt32: Int] = [:]
    private(set) var lines = 0
    /// Of the lines and what is said about them, about.
    private(set) var bytes = 0

    mutating func add(_ entry: StoredLogEntry, labels: LabelSet) {
        let place = places[entry.stream] ?? streams.count
        if place == streams.count {
            places[entry.stream] = place
            streams.append(Stream(labels: labels))
        }
        streams[place].entries.append(entry)
        lines += 1
        bytes += entry.line.count + 32
        for label in entry.metadata.labels { bytes += label.name.utf8.count + label.value.utf8.count + 8 }
    }

    var json: [UInt8] {
        JSONWriter.bytes { json in
            json.beginObject()
            json.key("streams")
            json.beginArray()
            for stream in streams { Self.write(stream, to: &json) }
            json.endArray()
            json.endObject()
        }
    }

    private static func write(_ stream: Stream, to json: inout JSONWriter) {
        json.beginObject()
        json.key("stream")
        write(stream.labels, to: &json)
        json.key("values")
        json.beginArray()
        for entry in stream.entries {
            json.beginArray()
            json.string(String(entry.timestamp))
            json.string(String(decoding: entry.line, as: UTF8.self))
            if !entry.metadata.labels.isEmpty { write(entry.metadata, to: &json) }
            json.endArray()
        }
        json.endArray()
        json.endObject()
    }

    private static func write(_ labels: LabelSet, to json: inout JSONWriter) {
        json.beginObject()
        for label in labels.labels { json.field(label.name, label.value) }
        json.endObject()
    }
}
