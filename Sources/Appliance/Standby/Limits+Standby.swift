/// Bounds of a standby.
extension Limits {
    /// Milliseconds between looks whether somebody wants it promoted.
    static let promotionPollMilliseconds = 200
    /// Milliseconds between looks of the command whether the standby is still there.
    static let promotionProbeMilliseconds: Int64 = 2_000
    /// Bytes of the file by which a promotion is asked for.
    static let promotionFileBytes = 64 << 10
    /// Milliseconds between looks whether the secret files of the primary changed.
    static let standbyFilesMilliseconds = 10_000
    /// Bytes of one of these files.
    static let standbyFileBytes = 64 << 20
    /// Milliseconds between two lines of the log about a restore.
    static let restoreLogMilliseconds: Int64 = 5_000
    /// Seconds after which a client may send a change again that a standby refused.
    static let standbyRetrySeconds = 30
    /// Seconds between messages to the service manager while a standby restores, and what each asks for.
    static let restoreNoticeSeconds = 10
    static let restoreExtensionSeconds = 60
}
