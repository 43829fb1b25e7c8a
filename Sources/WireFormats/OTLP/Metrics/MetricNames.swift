/// Names of OpenTelemetry's metrics as Prometheus writes them, with unit and type as suffixes.
///
/// Source: https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ and what Prometheus's own
/// endpoint does by default (`UnderscoreEscapingWithSuffixes`).
enum MetricNames {
    /// What the type adds to a name.
    enum Suffix {
        case none
        /// `_total`.
        case total
        /// `_ratio`, where the unit is "1".
        case ratio
    }

    /// `http.server.duration` in `ms` becomes `http_server_duration_milliseconds`; empty where nothing is left of the name.
    static func translate(_ name: String, unit: String, suffix: Suffix) -> String {
        var tokens = tokens(of: name, keeping: ":")
        guard !tokens.isEmpty else { return "" }
        let parts = unit.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let main = self.unit(parts.first, in: unitNames)
        var per = parts.count > 1 ? self.unit(parts[1], in: perUnitNames) : []
        if !per.isEmpty { per.insert("per", at: 0) }
        if !tokens.contains(main.joined(separator: "_")) { tokens += main }
        if !per.isEmpty, !tokens.contains(per.dropFirst().joined(separator: "_")) { tokens += per }
        switch suffix {
        case .total: tokens = tokens.filter { $0 != "total" } + ["total"]
        case .ratio where unit == "1": tokens = tokens.filter { $0 != "ratio" } + ["ratio"]
        case .none, .ratio: break
        }
        let joined = tokens.joined(separator: "_")
        let isDigit = joined.utf8.first.map { $0 &- UInt8(ascii: "0") < 10 } ?? false
        return isDigit ? "_" + joined : joined
    }

    /// The unit's words; none for a comment in braces.
    private static func unit(_ text: Substring?, in names: [String: String]) -> [String] {
        let unit = String(text ?? "").filter { $0 != " " }
        guard !unit.isEmpty, !unit.contains(where: { $0 == "{" || $0 == "}" }) else { return [] }
        return tokens(of: names[unit] ?? unit, keeping: "")
    }

    /// The runs of letters and digits.
    private static func tokens(of text: String, keeping kept: String) -> [String] {
        text.unicodeScalars.split {
            !($0.isASCII
                && LabelRules.isIdentifierByte(UInt8(truncatingIfNeeded: $0.value), isFirst: false, allowsColon: false))
                && !kept.unicodeScalars.contains($0) || $0 == "_"
        }.map { String($0) }
    }

    /// Units of UCUM that have a name in Prometheus's practice.
    private static let unitNames = [
        "d": "days", "h": "hours", "min": "minutes", "s": "seconds", "ms": "milliseconds", "us": "microseconds",
        "ns": "nanoseconds", "By": "bytes", "KiBy": "kibibytes", "MiBy": "mebibytes", "GiBy": "gibibytes",
        "TiBy": "tibibytes", "KBy": "kilobytes", "MBy": "megabytes", "GBy": "gigabytes", "TBy": "terabytes",
        "m": "meters", "V": "volts", "A": "amperes", "J": "joules", "W": "watts", "g": "grams", "Cel": "celsius",
        "Hz": "hertz", "1": "", "%": "percent",
    ]

    /// Units of time behind a slash.
    private static let perUnitNames = [
        "s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year",
    ]
}
