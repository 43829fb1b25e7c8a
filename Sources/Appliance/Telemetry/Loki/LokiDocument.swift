import JSONText
import LogQL
import Signals

/// Answers of Loki's API as JSON.
///
/// Source of the shapes: https://grafana.com/docs/loki/latest/reference/loki-http-api/.
enum LokiDocument {
    /// `{"status":"success","data":…}`.
    static func success(_ data: (inout JSONWriter) -> Void) -> [UInt8] {
        JSONWriter.bytes { json in
            json.beginObject()
            json.field("status", "success")
            json.key("data")
            data(&json)
            json.endObject()
        }
    }

    /// The result of a query: its type, the result itself and, where it is known, what it cost.
    static func result(
        _ type: String, flags: [String] = [], cost: QueryCost? = nil, _ result: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        success { json in
            json.beginObject()
            json.field("resultType", type)
            if !flags.isEmpty {
                json.key("encodingFlags")
                json.strings(flags)
            }
            json.key("result")
            result(&json)
            json.key("stats")
            json.beginObject()
            if let cost { write(cost, to: &json) }
            json.endObject()
            json.endObject()
        }
    }

    /// Lines by stream; `categorised` gives each line its metadata and parsed labels as a third element, and a stream without
    /// lines that are wanted is left out.
    static func streams(
        _ streams: [LogResultStream], categorised: Bool, to json: inout JSONWriter,
        where isWanted: (LogResultEntry) -> Bool = { _ in true }
    ) {
        json.beginArray()
        for stream in streams {
            let entries = stream.entries.filter(isWanted)
            guard !entries.isEmpty else { continue }
            json.beginObject()
            json.key("stream")
            json.labels(stream.labels.labels)
            json.key("values")
            json.beginArray()
            for entry in entries {
                json.beginArray()
                json.string(String(entry.timestamp))
                json.string(entry.line)
                if categorised { write(entry, to: &json) }
                json.endArray()
            }
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ entry: LogResultEntry, to json: inout JSONWriter) {
        json.beginObject()
        if !entry.metadata.isEmpty {
            json.key("structuredMetadata")
            json.labels(entry.metadata)
        }
        if !entry.parsed.isEmpty {
            json.key("parsed")
            json.labels(entry.parsed)
        }
        json.endObject()
    }

    /// One value for each series.
    static func vector(_ samples: [(labels: [Label], value: Double)], at time: Int64, to json: inout JSONWriter) {
        json.beginArray()
        for sample in samples {
            json.beginObject()
            json.key("metric")
            json.labels(sample.labels)
            json.key("value")
            write(time, sample.value, to: &json)
            json.endObject()
        }
        json.endArray()
    }

    /// Values over time for each series.
    static func matrix(_ series: [LokiSeries], to json: inout JSONWriter) {
        json.beginArray()
        for one in series {
            json.beginObject()
            json.key("metric")
            json.labels(one.labels)
            json.key("values")
            json.beginArray()
            for (time, value) in one.points { write(time, value, to: &json) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }

    /// `[seconds, "value"]`.
    static func write(_ time: Int64, _ value: Double, to json: inout JSONWriter) {
        json.beginArray()
        json.verbatim(LokiTime.seconds(time).utf8)
        json.string(NumberText.string(value))
        json.endArray()
    }

    private static func write(_ cost: QueryCost, to json: inout JSONWriter) {
        json.key("summary")
        json.beginObject()
        json.field("bytesProcessedPerSecond", perSecond(cost.statistics.bytes, cost.seconds))
        json.field("linesProcessedPerSecond", perSecond(cost.statistics.lines, cost.seconds))
        json.field("totalBytesProcessed", cost.statistics.bytes)
        json.field("totalLinesProcessed", cost.statistics.lines)
        json.field("totalPostFilterLines", cost.statistics.matches)
        json.key("execTime")
        json.measure(cost.seconds)
        json.endObject()
    }

    /// `{"fields":[…],"limit":n}`.
    static func write(_ fields: [DetectedField], limit: Int, to json: inout JSONWriter) {
        json.beginObject()
        json.key("fields")
        json.beginArray()
        for field in fields {
            json.beginObject()
            json.field("label", field.label)
            json.field("type", field.type.rawValue)
            json.field("cardinality", field.cardinality)
            json.key("parsers")
            if field.parsers.isEmpty { json.null() } else { json.strings(field.parsers) }
            json.endObject()
        }
        json.endArray()
        json.field("limit", limit)
        json.endObject()
    }

    private static func perSecond(_ count: Int, _ seconds: Double) -> Int {
        let rate = Double(count) / seconds
        return rate.isFinite && rate < 9e15 ? Int(rate) : 0
    }
}

/// One series of an answer: its labels, and values at times in nanoseconds since 1970.
struct LokiSeries: Sendable {
    let labels: [Label]
    let points: [(time: Int64, value: Double)]
}

/// What a query cost.
struct QueryCost: Sendable {
    let statistics: QueryStatistics
    let seconds: Double
}

extension JSONWriter {
    /// Writes a list of texts.
    mutating func strings(_ texts: some Sequence<String>) {
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    /// Writes labels as an object.
    mutating func labels(_ labels: [Label]) {
        beginObject()
        for label in labels { field(label.name, label.value) }
        endObject()
    }
}
