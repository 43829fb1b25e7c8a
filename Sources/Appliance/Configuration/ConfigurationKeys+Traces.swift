/// The settings of traces.
extension ConfigurationKeys {
    static let traceSample = ConfigurationKey.share(
        "traces.sample", default: 0.01,
        "The share of requests whose trace is kept, from 0 to 1; failures and slow requests are kept in any case.")

    static let traceSlow = ConfigurationKey.duration(
        "traces.slow", default: "1s", from: "1ms", through: "1h",
        "How long a request takes that is slow, so that its trace is kept in any case.")

    static let traceRetention = ConfigurationKey.duration(
        "traces.retention", default: "7d", from: "1h", through: "10y", "How long spans are kept.")

    static let traceMaximumBytes = ConfigurationKey.integer(
        "traces.max_bytes", default: 256 << 20, in: Limits.leastTraceBytes...1 << 40,
        "Bytes of telemetry.db that spans may have; the oldest go first.")

    static let traceEndpoint = ConfigurationKey.collector(
        "traces.otlp_endpoint",
        "A collector that own spans are sent to by OTLP/HTTP as well, such as http://127.0.0.1:4318.")

    /// All of them, in the order in which they are shown.
    static let traces = [
        traceSample.info, traceSlow.info, traceRetention.info, traceMaximumBytes.info, traceEndpoint.info,
    ]
}

extension ConfigurationKey<Double> {
    /// A number from 0 to 1.
    static func share(_ name: String, default value: Double, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name, expects: "a number from 0 to 1", defaultValue: .text(value.description), meaning: meaning,
                isSecret: false),
            defaultValue: value,
            parse: { written in
                guard case .text(let text) = written, let number = Double(text), (0...1).contains(number) else {
                    return nil
                }
                return number
            })
    }
}

extension ConfigurationKey<CollectorAddress?> {
    /// The address of a collector, or nothing.
    static func collector(_ name: String, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name,
                expects: "an address such as http://127.0.0.1:4318, without a user, a query and a fragment",
                defaultValue: .text(""), meaning: meaning, isSecret: false, isAddress: true),
            defaultValue: nil,
            parse: { written in
                guard case .text(let text) = written else { return nil }
                if text.isEmpty { return .some(nil) }
                return CollectorAddress(text).map { .some($0) }
            })
    }
}
