/// A state of the database in its replica.
public struct ReplicaPoint: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The line of history.
    public var timeline: UInt32
    /// The last change.
    public var sequence: UInt64

    /// The state behind `sequence` of `timeline`.
    public init(timeline: UInt32, sequence: UInt64) {
        self.timeline = timeline
        self.sequence = sequence
    }

    /// By timeline, then by sequence; the later of two points need not have grown out of the earlier.
    public static func < (left: ReplicaPoint, right: ReplicaPoint) -> Bool {
        (left.timeline, left.sequence) < (right.timeline, right.sequence)
    }

    /// For people.
    public var description: String { "timeline \(timeline), sequence \(sequence)" }
}
