/// Bounds of the replica.
extension Limits {
    /// Milliseconds of a day.
    static let replicaDayMilliseconds: Int64 = 86_400_000
    /// Milliseconds of an hour.
    static let replicaHourMilliseconds: Int64 = 3_600_000
    /// Milliseconds between looks at what upkeep is due.
    static let replicaLookMilliseconds = 5_000
    /// Milliseconds between rounds of compaction.
    static let replicaCompactMilliseconds: Int64 = 30_000
    /// Milliseconds between rounds of retention, and between samples.
    static let replicaRetainMilliseconds: Int64 = 3_600_000
    /// Milliseconds after which a proof that failed is tried again.
    static let replicaProofRetryMilliseconds: Int64 = 600_000
    /// Milliseconds in which a replica may be without a proof at first.
    static let replicaFirstProofMilliseconds: Int64 = 3_600_000
    /// Milliseconds between looks at the small files beside the databases.
    static let replicaFilesMilliseconds = 10_000
    /// Milliseconds that storing the small files may take when the daemon stops.
    static let replicaLastFilesMilliseconds = 3_000
    /// Milliseconds after which a replicator that failed, though it may write, begins again.
    static let replicaRestartMilliseconds = 10_000
    /// Rows that a restored model predicts.
    static let goldenRows = 5
    /// Seconds that a replica may be behind for `verify`.
    static let replicaLagSeconds = 60.0
}
