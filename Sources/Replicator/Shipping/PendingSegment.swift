internal import Replication

/// A segment that is sealed and not acknowledged.
struct PendingSegment: Sendable {
    /// Where its bytes are.
    enum Body: Sendable {
        case memory([UInt8])
        case spool(Spool.Entry)
    }

    let header: ObjectHeader
    var body: Body
    /// Where in the log it ends; nil for one of an earlier process.
    let position: LogPosition?
    /// Answers that wait for it.
    var answers: Set<UInt64> = []
    /// Whether the store may have it already.
    var wasTried = false

    var point: ReplicaPoint { ReplicaPoint(timeline: header.timeline, sequence: header.lastSequence) }
}
