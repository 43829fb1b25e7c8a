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

    // Tails
    /// Seconds after which a tail ends; its client begins anew.
    static let tailSeconds = 3_600
    /// Seconds between pings, and between looks at whether the caller may still read.
    static let tailBeatSeconds = 5
    /// Seconds in which nothing has come from a client after which it is gone.
    static let tailSilenceSeconds = 60
    /// Milliseconds that a line waits for others, so that they come in one message.
    static let tailGatherMilliseconds = 100
    /// The longest that a caller may have lines wait for late ones, in seconds; what Loki takes.
    static let tailDelaySeconds = 5
    /// Bytes of lines after which a message ends.
    static let tailMessageBytes = 256 << 10

    // Lines
    /// Bytes of own log lines, and of what they cost besides, that wait to be stored; further ones are dropped and counted.
    static let logRelayBytes = 8 << 20
    /// Milliseconds between writes of lines: what a crash loses of them at most.
    static let logStoreMilliseconds = 1_000
    /// Seconds between looks at lines that are older than they are kept.
    static let logRetentionSeconds = 300
    /// Milliseconds between looks for entries of the audit log that are no log lines yet, and how many are taken at a time.
    static let auditMirrorMilliseconds = 1_000
    static let auditMirrorEntries = 500
    // Following
    /// Sources that the settings name, and files of one of them; the store keeps a place of each.
    static let followedSources = 64
    static let followedFiles = 500
    /// Milliseconds between looks at followed files; between two where there is more to read, which bounds the rate.
    static let followedMilliseconds = 1_000
    static let followedPauseMilliseconds = 20
    /// Bytes that one look reads of a file.
    static let followedChunkBytes = 1 << 20
    /// Looks at a file that has another name by now, without anything new, after which it is done.
    static let followedRotationLooks = 3
    /// Files in a directory that are asked whether they are one that was followed under another name.
    static let followedSiblings = 1_000
    /// Bytes of one entry of the journal, as JSON.
    static let journalEntryBytes = 4 << 20
    /// Entries of the journal that a source begins with.
    static let journalFirstEntries = 1_000
    /// The last bytes that are kept of what a `journalctl` says on its standard error.
    static let journalReasonBytes = 500
    /// Seconds before it is started again; the pause doubles.
    static let journalPauseSeconds = 1...60

    /// Bytes of a push of logs, as it is sent and unpacked.
    static let logPushBytes = 32 << 20
    /// Pushes that are taken in at the same time.
    static let concurrentLogPushes = 2
}
