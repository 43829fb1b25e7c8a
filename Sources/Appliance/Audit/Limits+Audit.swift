/// The bounds of what refused attempts may cost in memory and on the disk, whoever makes however many of them.
extension Limits {
    /// Kinds of refusals (same action, actor, address and reason) that are told apart at the same time.
    static let refusalKinds = 1_024
    /// Seconds after a line about a kind of refusal during which its repetitions are only counted.
    static let refusalQuietSeconds = 60
    /// Lines about refusals that are written at once, and as many again each hour.
    ///
    /// About 275 bytes each with their hashes: some 7 MB a day at most.
    static let refusalLinesPerHour = 1_000
    /// Milliseconds between two looks at what was refused.
    static let refusalFlushMilliseconds = 1_000
    /// Seconds between two checkpoints of an audit log that grows.
    static let checkpointSeconds = 3_600
    /// Entries of the audit log that a page has where nobody says how many.
    static let auditPageEntries = 100
}
