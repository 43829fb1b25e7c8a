/// A snapshot whose parts are all in the store.
public struct SnapshotRecord: Sendable, Hashable {
    /// The state that it has.
    public var point: ReplicaPoint
    /// How many parts it has.
    public var parts: UInt32
    /// When its state was written, in milliseconds since 1970.
    public var timestamp: Int64

    /// A snapshot.
    public init(point: ReplicaPoint, parts: UInt32, timestamp: Int64) {
        self.point = point
        self.parts = parts
        self.timestamp = timestamp
    }
}

/// Several segments in one object.
public struct RunRecord: Sendable, Hashable {
    /// Its timeline.
    public var timeline: UInt32
    /// How often its pages were compacted, from 1 on.
    public var level: UInt8
    /// The segments that it stands for.
    public var sequences: ClosedRange<UInt64>
    /// When the last of them was written, in milliseconds since 1970.
    public var timestamp: Int64

    /// A run.
    public init(timeline: UInt32, level: UInt8, sequences: ClosedRange<UInt64>, timestamp: Int64) {
        self.timeline = timeline
        self.level = level
        self.sequences = sequences
        self.timestamp = timestamp
    }
}

/// What a store has of one database, as its listing and its newest manifest tell.
public struct Inventory: Sendable, Hashable {
    /// Where each timeline branched off; nil for one that began with a snapshot of its own.
    public var timelines: [UInt32: ReplicaPoint?] = [:]
    /// Whole snapshots.
    public var snapshots: [SnapshotRecord] = []
    /// Runs.
    public var runs: [RunRecord] = []
    /// Segments, by timeline.
    public var segments: [UInt32: SequenceSet] = [:]

    /// A store that has nothing.
    public init() {}

    /// The stretches of history that lead to a point, newest first: each timeline with the part of it that counts.
    ///
    /// It throws ``PlanError/unknownTimeline(_:)`` for a branch from nowhere.
    public func lineage(of point: ReplicaPoint) throws(PlanError) -> [(timeline: UInt32, last: UInt64)] {
        var lineage: [(timeline: UInt32, last: UInt64)] = []
        var next: ReplicaPoint? = point
        while let current = next {
            guard let parent = timelines[current.timeline] else { throw .unknownTimeline(current.timeline) }
            lineage.append((current.timeline, current.sequence))
            // A timeline branches off an older one, so this ends.
            guard let parent else { break }
            guard parent.timeline < current.timeline else { throw .unknownTimeline(parent.timeline) }
            next = ReplicaPoint(
                timeline: parent.timeline, sequence: min(parent.sequence, current.sequence))
        }
        return lineage
    }

    /// The last state that a timeline has, whether it can be restored or not.
    public func end(of timeline: UInt32) -> ReplicaPoint? {
        guard let parent = timelines[timeline] else { return nil }
        let ends =
            [segments[timeline]?.last, parent?.sequence]
            + snapshots.filter { $0.point.timeline == timeline }.map(\.point.sequence)
            + runs.filter { $0.timeline == timeline }.map(\.sequences.upperBound)
        return ends.compactMap { $0 }.max().map { ReplicaPoint(timeline: timeline, sequence: $0) }
    }

    /// The last state of the newest timeline that has any.
    ///
    /// One that was begun and has neither a parent nor a snapshot yet is passed over.
    public var end: ReplicaPoint? { timelines.keys.sorted(by: >).lazy.compactMap { end(of: $0) }.first }
}
