internal import JSONText

extension JaegerQuery {
    /// Reads `name:value`.
    static func pair(_ text: String) throws(JaegerQueryError) -> SpanAttribute {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon > text.startIndex else {
            throw bad("tag", text, "name:value")
        }
        return SpanAttribute(String(text[..<colon]), String(text[text.utf8.index(after: colon)...]))
    }

    /// Reads an object of strings, or logfmt (`error=true http.status=500`), which Grafana's users write.
    static func tags(_ text: String) throws(JaegerQueryError) -> [SpanAttribute] {
        guard text.utf8.count <= Limits.maxTagsBytes else {
            throw bad("tags", text, "at most \(Limits.maxTagsBytes) bytes")
        }
        if text.utf8.first(where: { $0 != 0x20 }) == UInt8(ascii: "{") { return try jsonTags(text) }
        var tags: [SpanAttribute] = []
        for word in text.split(separator: " ") {
            guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
                throw bad("tags", text, #"an object of strings such as {"error":"true"}"#)
            }
            tags.append(SpanAttribute(String(word[..<equals]), String(word[word.index(after: equals)...])))
        }
        return tags
    }

    private static func jsonTags(_ text: String) throws(JaegerQueryError) -> [SpanAttribute] {
        var reader = JSONReader(Array(text.utf8))
        var tags: [SpanAttribute] = []
        do {
            try reader.beginObject()
            while let name = try reader.nextKey() { tags.append(SpanAttribute(name, try reader.readString())) }
            try reader.finish()
        } catch {
            throw bad("tags", text, #"an object of strings such as {"error":"true"}"#)
        }
        return tags
    }

    static func limit(in values: [String: String]) throws(JaegerQueryError) -> Int {
        guard let text = values["limit"] else { return Limits.defaultSearchTraces }
        guard let limit = Int(text), (1...Limits.maxSearchTraces).contains(limit) else {
            throw bad("limit", text, "a number from 1 to \(Limits.maxSearchTraces)")
        }
        return limit
    }

    /// Microseconds since 1970 as nanoseconds; nil where the parameter is not there.
    static func time(in values: [String: String], of parameter: String) throws(JaegerQueryError) -> Int64? {
        guard let text = values[parameter] else { return nil }
        guard let value = Int64(text), value >= 0 else { throw bad(parameter, text, "microseconds since 1970") }
        let (nanoseconds, overflow) = value.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { throw bad(parameter, text, "microseconds since 1970") }
        return nanoseconds
    }

    /// Nanoseconds; nil where the parameter is not there.
    static func duration(in values: [String: String], of parameter: String) throws(JaegerQueryError) -> Int64? {
        guard let text = values[parameter] else { return nil }
        return try duration(text, of: parameter)
    }

    /// Reads a duration of Go (https://pkg.go.dev/time#ParseDuration) as nanoseconds: `1h2m`, `1.5ms`, `100us`, `100µs`.
    static func duration(_ text: String, of parameter: String) throws(JaegerQueryError) -> Int64 {
        var rest = Substring(text)
        var total = 0.0
        repeat {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let factor = nanoseconds(in: unit) else {
                throw bad(parameter, text, "a duration such as 1.2s or 100ms")
            }
            total += number * factor
        } while !rest.isEmpty
        guard let whole = Int64(exactly: total.rounded()) else {
            throw bad(parameter, text, "a duration of less than 292 years")
        }
        return whole
    }

    private static func nanoseconds(in unit: Substring) -> Double? {
        switch unit {
        case "ns": 1
        case "us", "µs", "μs": 1e3
        case "ms": 1e6
        case "s": 1e9
        case "m": 60e9
        case "h": 3_600e9
        default: nil
        }
    }

    private static func bad(_ parameter: String, _ value: String, _ expected: String) -> JaegerQueryError {
        .bad(parameter: parameter, value: String(value.prefix(64)), expected: expected)
    }
}
