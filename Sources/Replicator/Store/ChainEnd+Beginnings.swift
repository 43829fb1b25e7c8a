public import Replication

extension ObjectHeader {
    /// Whether it is the record that begins its timeline, and not one that fences the writer of a timeline.
    var beginsTimeline: Bool { kind == .epoch && (parentTimeline > 0 || lastSequence == 0) }

    /// Where the timeline that it begins branched off; nil for one of its own.
    var branchPoint: ReplicaPoint? {
        parentTimeline == 0 ? nil : ReplicaPoint(timeline: parentTimeline, sequence: lastSequence)
    }

    /// The point in whose state it ends.
    var point: ReplicaPoint { ReplicaPoint(timeline: timeline, sequence: lastSequence) }
}

extension ChainEnd {
    /// Behind any object that ``ReplicaStore/endHeader(of:)`` answers.
    ///
    /// The record that begins a timeline is not a link of the chain: like a snapshot it has the identity of the object whose
    /// state it is in.
    public init(continuing header: ObjectHeader) {
        self.init(after: header)
        if header.beginsTimeline { identity = header.previous }
    }
}
