/// Bounds of logs in the daemon.
extension Limits {
    // Queries
    /// Queries of logs and traces that wait for a thread.
    static let waitingLogQueries = 64
    /// Seconds that one such query may take.
    static let logQuerySeconds = 60
    /// Seconds that a query of the command line may take.
    static let logCommandSeconds = 86_400
    /// Milliseconds between looks of 'logs tail'.
    static let logTailPollMilliseconds = 500
    /// Bytes of a form with the parameters of such a query.
    static let lokiFormBytes = 64 << 10
    /// Parameters of one query, those of the target and of the form together.
    static let lokiParameters = 256
    /// Series that an answer about volumes has where the caller does not say.
    static let volumeSeries = 100

    // Lines
    /// Bytes of own log lines, and of what they cost besides, that wait to be stored; further ones are dropped and counted.
    static let logRelayBytes = 8 << 20
    /// Milliseconds between writes of lines: what a crash loses of them at most.
    static let logStoreMilliseconds = 1_000
    /// Seconds between looks at lines that are older than they are kept.
    static let logRetentionSeconds = 300
    /// Bytes of a push of logs, as it is sent and unpacked.
    static let logPushBytes = 32 << 20
    /// Pushes that are taken in at the same time.
    static let concurrentLogPushes = 2
}
