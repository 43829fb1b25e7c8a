/// The settings of how usage is counted and kept.
extension ConfigurationKeys {
    static let usageFlush = ConfigurationKey.integer(
        "usage.flush_ms", default: 1_000, in: 10...60_000,
        "Milliseconds between writes of usage; a crash loses at most what was counted since the last one.")

    static let usageDurability = ConfigurationKey.choice(
        "usage.durability", default: UsageDurability.batched,
        "Whether an answer waits until its usage is on the disk (strict) or not (batched).")

    static let usageRetention = ConfigurationKey.integer(
        "usage.retention_days", default: 90, in: 1...3_650, "Days that usage is kept by the minute.")

    static let usageRollupRetention = ConfigurationKey.integer(
        "usage.rollup_retention_days", default: 1_826, in: 1...36_500, "Days that usage is kept by the day.")

    /// All of them, in the order in which they are shown.
    static let usage = [usageDurability.info, usageFlush.info, usageRetention.info, usageRollupRetention.info]
}
