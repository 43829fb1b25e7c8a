extension Limits {
    /// Milliseconds between two looks at whether another process wrote to the database.
    public static let noticeMilliseconds = 250

    /// Milliseconds until a store that was out of reach is tried again: the first time, and at most.
    public static let retryMilliseconds = 500...15_000

    /// Commits whose time is remembered until they are in the replica.
    public static let rememberedCommits = 4_096

    /// Lags that are remembered.
    public static let rememberedLags = 1_024

    /// Answers that wait for the replica at a time.
    public static let waitingAnswers = 4_096

    /// Milliseconds between two attempts to empty a log that a reader was in the way of.
    public static let checkpointRetryMilliseconds: Int64 = 1_000

    /// Bytes of one sealed segment in the spool.
    public static let spooledSegmentBytes = 1 << 30

    /// Bytes of the list of the spool.
    public static let spoolListBytes = 4 << 20
}
