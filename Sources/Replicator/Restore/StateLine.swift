internal import Replication

/// The states that lead to a point and that an object of the store ends in, in the order in which they were written.
///
/// Their times never decrease, so a point in time can be looked for by halves. Counting them by their place and not by
/// their sequence bridges what was merged into runs.
struct StateLine: Sendable, Hashable {
    /// States of one timeline whose sequences follow each other.
    struct Stretch: Sendable, Hashable {
        let timeline: UInt32
        let sequences: ClosedRange<UInt64>

        var count: UInt64 { sequences.upperBound - sequences.lowerBound + 1 }
    }

    /// In order; stretches of two timelines may both have the state at which one branched off the other.
    let stretches: [Stretch]

    /// The timelines in it.
    let timelines: Set<UInt32>

    private let runs: [RunRecord]
    private let snapshots: Set<UInt64>

    /// The states behind the oldest snapshot that lead to `end`.
    init(to end: ReplicaPoint, in inventory: Inventory) throws(PlanError) {
        let lineage: [(timeline: UInt32, last: UInt64)] = try inventory.lineage(of: end).reversed()
        var stretches: [Stretch] = []
        var runs: [RunRecord] = []
        var snapshots = Set<UInt64>()
        var before: UInt64?
        for (timeline, last) in lineage {
            // The snapshot with which a timeline begins has the state in which its parent ended.
            let first = before ?? 0
            if first <= last {
                stretches += Self.stretches(of: timeline, from: first, to: last, in: inventory)
                runs += inventory.runs.filter { $0.timeline == timeline && $0.sequences.upperBound <= last }
                snapshots.formUnion(
                    inventory.snapshots.map(\.point).filter { $0.timeline == timeline && $0.sequence <= last }
                        .map(\.sequence))
            }
            before = last
        }
        let oldest = snapshots.min()
        self.stretches = stretches.compactMap { stretch in
            guard let oldest, stretch.sequences.upperBound >= oldest else { return nil }
            return Stretch(
                timeline: stretch.timeline,
                sequences: max(oldest, stretch.sequences.lowerBound)...stretch.sequences.upperBound)
        }
        self.runs = runs
        self.snapshots = snapshots
        timelines = Set(lineage.map(\.timeline))
    }

    private static func stretches(
        of timeline: UInt32, from first: UInt64, to last: UInt64, in inventory: Inventory
    ) -> [Stretch] {
        let segments = inventory.segments[timeline] ?? SequenceSet()
        var ranges = segments.stretches.filter { $0.overlaps(first...last) }.map { $0.clamped(to: first...last) }
        let others =
            inventory.runs.filter { $0.timeline == timeline }.map(\.sequences.upperBound)
            + inventory.snapshots.filter { $0.point.timeline == timeline }.map(\.point.sequence)
        ranges += Set(others)
            .filter { (first...last).contains($0) && !segments.contains($0) }
            .map { $0...$0 }
        return ranges.sorted { $0.lowerBound < $1.lowerBound }.map { Stretch(timeline: timeline, sequences: $0) }
    }

    /// How many states there are.
    var count: UInt64 { stretches.reduce(0) { $0 + $1.count } }

    /// The state at a place, from 0 on; nil behind the last.
    func state(at place: UInt64) -> ReplicaPoint? {
        var rest = place
        for stretch in stretches {
            if rest < stretch.count {
                return ReplicaPoint(timeline: stretch.timeline, sequence: stretch.sequences.lowerBound + rest)
            }
            rest -= stretch.count
        }
        return nil
    }

    /// What is missing between the state at a place and the next one, if the store should have it.
    ///
    /// Without this a time in a gap would quietly lead to an older state. What lies in a run, or before a snapshot that
    /// was kept alone, was given up on purpose.
    func gap(behind place: UInt64) -> PlanError? {
        guard let found = state(at: place), let next = state(at: place + 1) else { return nil }
        let missing = found.sequence + 1
        guard next.sequence > missing, !snapshots.contains(next.sequence),
            !runs.contains(where: { $0.sequences.contains(missing) })
        else { return nil }
        return .gap(missing: ReplicaPoint(timeline: next.timeline, sequence: missing), reachable: found)
    }
}
