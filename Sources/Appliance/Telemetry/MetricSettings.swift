import TimeSeries

/// What is kept of metrics, how long, and where else they come from.
struct MetricSettings: Sendable, Equatable {
    /// The label `job` of the daemon's own series.
    var job = ConfigurationKeys.metricJob.defaultValue
    /// Milliseconds between samples of the daemon's own series.
    var interval = ConfigurationKeys.metricInterval.defaultValue
    var retention = RetentionPolicy(
        raw: ConfigurationKeys.metricRetentionRaw.defaultValue,
        fiveMinutes: ConfigurationKeys.metricRetentionFiveMinutes.defaultValue,
        hour: ConfigurationKeys.metricRetentionHour.defaultValue)
    /// Bytes that metrics take in `telemetry.db` at most.
    var maximumBytes = ConfigurationKeys.telemetryBytes.defaultValue
    /// What is scraped beside the daemon itself.
    var scrape: [ScrapeJob] = []
    /// Whom what is stored is sent to.
    var remoteWrite: [RemoteWriteTarget] = []

    /// As shipped, where nobody configures anything.
    init() {}

    init(_ resolver: inout ConfigurationResolver) {
        job = resolver.resolve(ConfigurationKeys.metricJob)
        interval = resolver.resolve(ConfigurationKeys.metricInterval)
        retention = RetentionPolicy(
            raw: resolver.resolve(ConfigurationKeys.metricRetentionRaw),
            fiveMinutes: resolver.resolve(ConfigurationKeys.metricRetentionFiveMinutes),
            hour: resolver.resolve(ConfigurationKeys.metricRetentionHour))
        maximumBytes = resolver.resolve(ConfigurationKeys.telemetryBytes)
        scrape = resolver.resolve(ConfigurationKeys.scrapeJobs)
        remoteWrite = resolver.resolve(ConfigurationKeys.remoteWriteTargets)
    }
}
