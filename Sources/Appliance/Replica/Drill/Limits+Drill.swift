extension Limits {
    /// Milliseconds between the loss of a machine and an answer, at most: a promise.
    static let drillRecoveryMilliseconds: Int64 = 10_000
    /// Milliseconds of what was committed that may be lost without having been promised: a promise.
    static let drillLossMilliseconds: Int64 = 1_000
    /// Seconds of load on either side of the moment that is restored later; its users are far fewer than the keys an
    /// account may have.
    static let drillLoadSeconds = 5
    /// Seconds of load that may be asked for.
    static let drillLoadSecondsAtMost = 600
    /// Keys that are made, below what one account may have.
    static let drillKeys = 80
    /// Milliseconds without any write before and behind the moment that is restored later.
    static let drillPauseMilliseconds = 1_000
    /// Milliseconds in which a daemon answers or gives up.
    static let drillStartMilliseconds = 60_000
    /// Milliseconds in which a daemon finds that another one went on with its replica.
    static let drillFenceMilliseconds = 20_000
    /// Milliseconds between two questions whether a daemon is ready.
    static let drillPollMilliseconds = 20
    /// Bytes of a daemon's complaints that are repeated.
    static let drillComplaintBytes = 2_000
    /// Bytes of an answer that are read.
    static let drillAnswerBytes = 1 << 20
    /// Seconds in which a connection is made.
    static let drillConnectSeconds: Int64 = 5
    /// Seconds in which a request is answered.
    static let drillRequestSeconds: Int64 = 15
    /// Objects that are listed at once when they are deleted.
    static let drillListedObjects = 1_000
}
