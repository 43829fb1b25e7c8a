/// Why a point cannot be restored.
public enum PlanError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The store has nothing of the database.
    case nothing
    /// A timeline that the store does not have.
    case unknownTimeline(UInt32)
    /// There is no snapshot at or before the point.
    case noSnapshot(ReplicaPoint)
    /// The point lies behind the last one.
    case behindEnd(asked: ReplicaPoint, end: ReplicaPoint)
    /// An object on the way is missing; `reachable` is the last state before it, if any.
    case gap(missing: ReplicaPoint, reachable: ReplicaPoint?)
    /// The time lies before everything that is kept.
    case beforeBeginning(milliseconds: Int64)

    /// The sentence for people: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .nothing: "The store has no replica of the database. Check its address, prefix and credentials."
        case .unknownTimeline(let timeline): "The replica has no timeline \(timeline). List what there is."
        case .noSnapshot(let point):
            "The replica has no snapshot from which \(point) can be reached. Name a later point."
        case .behindEnd(let asked, let end): "The replica ends at \(end); it does not have \(asked)."
        case .gap(let missing, let reachable):
            "The replica lacks the change at \(missing). "
                + (reachable.map { "The last state before it is \($0): ask for that if it will do." }
                    ?? "Nothing before it can be restored either.")
        case .beforeBeginning: "The replica keeps nothing as old as that. Name a later time."
        }
    }
}

/// The objects that make one state of the database, oldest first.
public struct RestorePlan: Sendable, Hashable {
    /// A change on the way.
    public enum Change: Sendable, Hashable {
        /// A single segment.
        case segment(ReplicaPoint)
        /// Many at once.
        case run(RunRecord)
    }

    /// Where it begins.
    public let snapshot: SnapshotRecord
    /// What follows.
    public let changes: [Change]
    /// The state that comes out, which is the one that was asked for.
    public let point: ReplicaPoint

    /// Plans a restore to the state behind `point`, or to the last state of the newest timeline.
    ///
    /// It answers that state or throws ``PlanError``: never an older one, never a part.
    public static func make(to point: ReplicaPoint?, from inventory: Inventory) throws(PlanError) -> RestorePlan {
        guard let newest = inventory.end else { throw .nothing }
        let point = point ?? newest
        guard let end = inventory.end(of: point.timeline) else { throw .unknownTimeline(point.timeline) }
        guard point <= end else { throw .behindEnd(asked: point, end: end) }
        let lineage = try inventory.lineage(of: point)
        let paths = Paths(inventory, lineage)
        var firstGap: PlanError?
        for snapshot in paths.snapshots {
            switch paths.changes(from: snapshot.point.sequence) {
            case .success(let changes): return RestorePlan(snapshot: snapshot, changes: changes, point: point)
            case .failure(let gap): firstGap = firstGap ?? gap
            }
        }
        throw firstGap ?? .noSnapshot(point)
    }
}

/// The ways from snapshots to a point, through its lineage.
private struct Paths {
    let snapshots: [SnapshotRecord]
    private let lineage: [(timeline: UInt32, last: UInt64)]
    private let target: UInt64
    private let segments: [UInt32: SequenceSet]
    /// By timeline and first sequence, the longest first.
    private let runs: [UInt32: [UInt64: [RunRecord]]]

    init(_ inventory: Inventory, _ lineage: [(timeline: UInt32, last: UInt64)]) {
        self.lineage = lineage
        target = lineage[0].last
        segments = inventory.segments
        snapshots = inventory.snapshots
            .filter { snapshot in
                lineage.contains { $0.timeline == snapshot.point.timeline && snapshot.point.sequence <= $0.last }
            }
            .sorted { $0.point.sequence > $1.point.sequence }
        runs = Dictionary(grouping: inventory.runs, by: \.timeline).mapValues { runs in
            Dictionary(grouping: runs, by: \.sequences.lowerBound).mapValues { runs in
                runs.sorted { $0.sequences.upperBound > $1.sequences.upperBound }
            }
        }
    }

    /// The timeline that a sequence number is from on the way to the target: the oldest one that reaches it.
    private func stretch(of sequence: UInt64) -> (timeline: UInt32, last: UInt64)? {
        lineage.last { $0.last >= sequence }
    }

    /// All that could come next, the longest first.
    private func candidates(_ sequence: UInt64) -> [RestorePlan.Change] {
        guard let stretch = stretch(of: sequence) else { return [] }
        var candidates: [RestorePlan.Change] = (runs[stretch.timeline]?[sequence] ?? [])
            .filter { $0.sequences.upperBound <= stretch.last }
            .map { .run($0) }
        if segments[stretch.timeline]?.contains(sequence) == true {
            candidates.append(.segment(ReplicaPoint(timeline: stretch.timeline, sequence: sequence)))
        }
        return candidates
    }

    /// The changes from a snapshot's sequence to the target, or the gap that is nearest to it.
    ///
    /// A long run may end where nothing goes on although shorter ones would have led further, so this goes back to the last
    /// choice; every place is given up at most once.
    func changes(from start: UInt64) -> Result<[RestorePlan.Change], PlanError> {
        var path: [RestorePlan.Change] = []
        var choices: [[RestorePlan.Change]] = []
        var dead = Set<UInt64>()
        var sequence = start
        var furthest = start
        while sequence < target {
            furthest = max(furthest, sequence)
            if choices.count == path.count { choices.append(candidates(sequence + 1)) }
            var left = choices.removeLast()
            if let next = left.first, !dead.contains(sequence) {
                left.removeFirst()
                choices.append(left)
                path.append(next)
                sequence = next.last
            } else {
                dead.insert(sequence)
                guard let last = path.popLast() else { return .failure(gap(behind: furthest)) }
                sequence = last.first - 1
            }
        }
        return .success(path)
    }

    private func gap(behind sequence: UInt64) -> PlanError {
        let missing = ReplicaPoint(
            timeline: stretch(of: sequence + 1)?.timeline ?? lineage[0].timeline, sequence: sequence + 1)
        let reachable = stretch(of: sequence).map { ReplicaPoint(timeline: $0.timeline, sequence: sequence) }
        return .gap(missing: missing, reachable: reachable)
    }
}

extension RestorePlan.Change {
    /// The first sequence number that the change stands for.
    public var first: UInt64 {
        switch self {
        case .segment(let point): point.sequence
        case .run(let run): run.sequences.lowerBound
        }
    }

    /// The last of them.
    public var last: UInt64 {
        switch self {
        case .segment(let point): point.sequence
        case .run(let run): run.sequences.upperBound
        }
    }
}
