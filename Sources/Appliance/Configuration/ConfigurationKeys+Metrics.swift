/// The settings of what is kept of metrics.
extension ConfigurationKeys {
    static let metricJob = ConfigurationKey.text(
        "metrics.job", default: "geoclimate-api", "The label job of the daemon's own series.")

    static let metricInterval = ConfigurationKey.duration(
        "metrics.interval", default: "15s", from: "1s", through: "1h",
        "How often the daemon's own series are stored.")

    static let scrapeJobs = ConfigurationKey.scrapeJobs(
        "metrics.scrape",
        "What is scraped beside the daemon: each with job and targets, and maybe interval, timeout, path and scheme.")

    static let remoteWriteTargets = ConfigurationKey.remoteWriteTargets(
        "metrics.remote_write",
        "Whom the daemon's own series and the scraped ones are sent to: each with url, and maybe name, credentials or "
            + "username and password, interval and backlog.")

    static let metricRetentionRaw = ConfigurationKey.duration(
        "metrics.retention.raw", default: "15d", from: "2h", through: "10y",
        "How long samples are kept as they came.")

    static let metricRetentionFiveMinutes = ConfigurationKey.duration(
        "metrics.retention.5m", default: "90d", from: "2h", through: "10y",
        "How long what they were every five minutes is kept.")

    static let metricRetentionHour = ConfigurationKey.duration(
        "metrics.retention.1h", default: "2y", from: "2h", through: "10y",
        "How long what they were every hour is kept.")

    static let telemetryBytes = ConfigurationKey.integer(
        "metrics.max_bytes", default: 1 << 30, in: Limits.leastTelemetryBytes...(1 << 44),
        "Bytes that metrics take in telemetry.db at most; what is oldest goes first. Logs and traces have theirs.")

    /// All of them, in the order in which they are shown.
    static let metrics = [
        metricJob.info, metricInterval.info, metricRetentionRaw.info, metricRetentionFiveMinutes.info,
        metricRetentionHour.info, telemetryBytes.info, scrapeJobs.info, remoteWriteTargets.info,
    ]
}
