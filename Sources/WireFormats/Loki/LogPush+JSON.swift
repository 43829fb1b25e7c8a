internal import JSONText
internal import Signals

extension LogPush {
    /// Reads the JSON form: `{"streams":[{"stream":{"app":"x"},"values":[["1700000000000000000","line",{"id":"7"}]]}]}`.
    ///
    /// A timestamp is a string of nanoseconds since 1970: a number is refused, because a double does not hold it. Unknown members
    /// are skipped, as Loki does. Throws `JSONError` where the text is not JSON of that shape, otherwise ``WireError``.
    public init(json text: [UInt8]) throws {
        var reader = JSONReader(text)
        var builder = Builder()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key == "streams" else {
                try reader.skipValue()
                continue
            }
            try reader.beginArray()
            while try reader.nextElement() { try Self.readStream(&reader, into: &builder) }
        }
        try reader.finish()
        streams = builder.streams
    }

    private static func readStream(_ reader: inout JSONReader, into builder: inout Builder) throws {
        var labels: LabelSet?
        // Values may stand before the labels that they belong to.
        var entries: [LogEntry] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "stream": labels = try readLabels(&reader)
            case "values":
                try reader.beginArray()
                while try reader.nextElement() {
                    guard entries.count < Limits.maxLinesPerPush else {
                        throw WireError.tooMany(what: "lines", limit: Limits.maxLinesPerPush)
                    }
                    entries.append(try readEntry(&reader))
                }
            default: try reader.skipValue()
            }
        }
        guard let labels else { throw WireError.badLabels(.none) }
        try builder.begin(labels)
        for entry in entries {
            try builder.append(nanoseconds: entry.nanoseconds, line: entry.line, metadata: entry.metadata)
        }
    }

    private static func readLabels(_ reader: inout JSONReader) throws -> LabelSet {
        let pairs = try readPairs(&reader, limit: Limits.maxLabels)
        do throws(BadLabels) {
            guard !pairs.isEmpty else { throw .none }
            for pair in pairs {
                guard LabelRules.isPlainLabelName(pair.name.utf8) else { throw .badName(pair.name) }
                try LabelRules.check(
                    nameBytes: pair.name.utf8.count, valueBytes: pair.value.utf8.count, name: pair.name)
            }
            return try LabelRules.set(pairs)
        } catch {
            throw WireError.badLabels(error)
        }
    }

    private static func readPairs(_ reader: inout JSONReader, limit: Int) throws -> [Label] {
        var pairs: [Label] = []
        try reader.beginObject()
        while let name = try reader.nextKey() {
            guard pairs.count < limit else { throw WireError.tooMany(what: "labels in one object", limit: limit) }
            pairs.append(Label(name, try reader.readString()))
        }
        return pairs
    }

    /// Reads `["nanoseconds", "line"]` or `["nanoseconds", "line", {structured metadata}]`.
    private static func readEntry(_ reader: inout JSONReader) throws -> LogEntry {
        try reader.beginArray()
        guard try reader.nextElement() else { throw incomplete }
        let text = try reader.readString()
        guard let nanoseconds = Int64(text), text.first != "+" else {
            throw WireError.badTime(text.cut(toBytes: 64))
        }
        guard try reader.nextElement() else { throw incomplete }
        let line = try reader.readString()
        var metadata: [Label] = []
        if try reader.nextElement() {
            metadata = try readPairs(&reader, limit: Limits.maxStructuredMetadata)
            guard try !reader.nextElement() else { throw incomplete }
        }
        return LogEntry(nanoseconds: nanoseconds, line: line, metadata: metadata)
    }

    private static var incomplete: WireError {
        .malformed(
            format: "a push", reason: "an entry is a timestamp, a line and, if you like, an object of metadata")
    }
}
