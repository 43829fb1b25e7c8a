import Traces

/// Which traces are kept, how long, and where else they go.
struct TraceSettings: Sendable, Equatable {
    /// The share of requests whose trace is kept, from 0 to 1.
    var sample = ConfigurationKeys.traceSample.defaultValue
    /// Milliseconds from which work is slow, and its span kept in any case.
    var slow = ConfigurationKeys.traceSlow.defaultValue
    /// Milliseconds that spans are kept.
    var retention = ConfigurationKeys.traceRetention.defaultValue
    /// Bytes of `telemetry.db` that spans may have.
    var maximumBytes = ConfigurationKeys.traceMaximumBytes.defaultValue
    /// Where own spans are sent as well; nil for nowhere.
    var endpoint = ConfigurationKeys.traceEndpoint.defaultValue

    /// As shipped, where nobody configures anything.
    init() {}

    init(_ resolver: inout ConfigurationResolver) {
        sample = resolver.resolve(ConfigurationKeys.traceSample)
        slow = resolver.resolve(ConfigurationKeys.traceSlow)
        retention = resolver.resolve(ConfigurationKeys.traceRetention)
        maximumBytes = resolver.resolve(ConfigurationKeys.traceMaximumBytes)
        endpoint = resolver.resolve(ConfigurationKeys.traceEndpoint)
    }

    /// What decides about a span; nil for settings beyond the bounds of the sampler, which their keys do not take.
    var sampler: TraceSampler? { TraceSampler(ratio: sample, slow: slow * 1_000_000) }
}
