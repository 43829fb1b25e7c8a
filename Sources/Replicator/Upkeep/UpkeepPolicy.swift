public import Replication

/// How a replica is kept.
public struct UpkeepPolicy: Sendable, Hashable {
    /// How much of the past stays restorable.
    public var retention: RetentionPolicy
    /// Chunks that a sample check reads.
    public var sampledChunks = Limits.sampledChunks
    /// Sealed bytes that one compaction reads.
    public var mergeBytes = Limits.mergeBytes
    /// Objects that one round of retention deletes.
    public var deletesPerRound = Limits.deletesPerRound

    /// Segments beyond which not all of the window's stay points of their own.
    public var segmentsKept = Limits.segmentsKept
    /// How far back they do then, in milliseconds.
    public var crowdedMilliseconds = Limits.crowdedMilliseconds

    /// A policy with the usual bounds.
    public init(retention: RetentionPolicy) { self.retention = retention }

    /// What is kept of a replica that has so many segments.
    func retention(segments: Int) -> RetentionPolicy {
        guard segments > segmentsKept else { return retention }
        return RetentionPolicy(
            window: retention.window, everySegment: min(retention.everySegment, crowdedMilliseconds),
            everyRun: retention.everyRun)
    }
}

/// What one round of upkeep did.
public struct UpkeepReport: Sendable, Hashable {
    /// Runs that were made.
    public var runs = 0
    /// Objects that they were made of.
    public var merged = 0
    /// Bytes of the runs.
    public var mergedBytes = 0
    /// Stretches of segments, runs and snapshots that were marked, to be deleted after the grace.
    public var marked = 0
    /// Marks that were taken back.
    public var spared = 0
    /// Objects that were deleted.
    public var deleted = 0
    /// Chunks that were read and found authentic.
    public var sampledChunks = 0

    /// Of a round that did nothing.
    public init() {}
}
