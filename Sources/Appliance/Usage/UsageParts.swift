import Logging
import ServiceLifecycle
import Storage
import Telemetry

/// How usage is counted and kept.
struct UsageSettings: Sendable, Equatable {
    var durability = ConfigurationKeys.usageDurability.defaultValue
    var flushMilliseconds = ConfigurationKeys.usageFlush.defaultValue
    /// Days that usage is kept by the minute.
    var minuteDays = ConfigurationKeys.usageRetention.defaultValue
    /// Days that usage is kept by the day.
    var dayDays = ConfigurationKeys.usageRollupRetention.defaultValue
}

/// The parts of a daemon that count requests, write the counts down, and report them.
struct UsageParts: Sendable {
    let settings: UsageSettings
    let store: UsageStore
    let meter: UsageMeter
    let writer: UsageWriter
    let recorder: UsageRecorder
    let metrics: UsageMetrics

    /// - Throws: ``MetricError`` when the registry has one of the families already.
    init(
        _ settings: UsageSettings, database: ApplianceDatabase, metrics registry: MetricRegistry, logger: Logger,
        noteFullDisk: @escaping @Sendable () -> Void = {}
    ) throws(MetricError) {
        self.settings = settings
        store = UsageStore(database: database)
        metrics = try UsageMetrics(registry)
        meter = UsageMeter()
        writer = UsageWriter(
            meter: meter, store: store, metrics: metrics, logger: logger, noteFullDisk: noteFullDisk)
        recorder = UsageRecorder(meter: meter, writer: writer, durability: settings.durability)
    }

    /// What runs as long as the daemon; to be stopped after the application, whose last answers are still written down.
    ///
    /// Where somebody else looks after the database, nothing old is deleted.
    func services(clock: ApplianceClock, logger: Logger, isStandby: Bool = false) -> [any Service] {
        let services: [any Service] = [
            UsageFlusher(
                meter: meter, writer: writer, logger: logger, interval: .milliseconds(settings.flushMilliseconds)),
            TierGauges(store: store, metrics: metrics, clock: clock, logger: logger),
        ]
        guard !isStandby else { return services }
        return services + [
            UsageRetention(
                store: store, clock: clock, logger: logger, minuteDays: settings.minuteDays, dayDays: settings.dayDays)
        ]
    }
}
