/// The settings of how log lines are stored.
extension ConfigurationKeys {
    static let logRetention = ConfigurationKey.days(
        "logs.retention", default: 90, in: 1...3_650, "How long stored log lines are kept, as in 90d, 12w or 1y.")

    static let logMaximumBytes = ConfigurationKey.integer(
        "logs.max_bytes", default: 1 << 30, in: 64 << 20...1 << 40,
        "Bytes of telemetry.db that log lines may have; the oldest go first.")

    static let slowQuery = ConfigurationKey.duration(
        "logs.slow_query", default: "1s", from: "1ms", through: "1h",
        "Statements of the databases and queries of metrics and logs that take so long or longer are logged.")

    static let followedSources = ConfigurationKey.followedSources(
        "logs.follow",
        "Log lines of others that are stored: each with name, and paths or journald, and maybe units and labels.")

    /// All of them, in the order in which they are shown.
    static let logStorage = [logRetention.info, logMaximumBytes.info, followedSources.info, slowQuery.info]
}

extension ConfigurationKey<Int> {
    /// A time in whole days, written with its unit: `90d`, `12w`, `1y`.
    static func days(_ name: String, default value: Int, in range: ClosedRange<Int>, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a time from \(range.lowerBound)d to \(range.upperBound)d, in d, w or y",
                defaultValue: .text("\(value)d"), meaning: meaning, isSecret: false),
            defaultValue: value,
            parse: { written in
                guard case .text(let text) = written, let unit = text.last,
                    let factor = ["d": 1, "w": 7, "y": 365][unit], let number = Int(text.dropLast()), number >= 0
                else { return nil }
                let (days, overflow) = number.multipliedReportingOverflow(by: factor)
                return !overflow && range.contains(days) ? days : nil
            })
    }
}
