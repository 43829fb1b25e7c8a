/// How much of the past stays restorable.
public struct RetentionPolicy: Sendable, Hashable {
    /// How far back anything can be restored, in milliseconds.
    public var window: Int64
    /// How far back every single segment is a point of its own, in milliseconds.
    ///
    /// Beyond that, the ends of runs are.
    public var everySegment: Int64
    /// How far back runs stay that lie within coarser ones, in milliseconds; they only make restores faster.
    public var everyRun: Int64

    /// A policy; without `everyRun`, runs stay as long as segments.
    public init(window: Int64, everySegment: Int64, everyRun: Int64? = nil) {
        self.window = window
        self.everySegment = min(everySegment, window)
        self.everyRun = min(everyRun ?? self.everySegment, self.everySegment)
    }
}

/// Something that may be deleted.
public enum Disposable: Sendable, Hashable {
    /// A single segment.
    case segment(ReplicaPoint)
    /// A run.
    case run(RunRecord)
    /// A snapshot with all its parts.
    case snapshot(SnapshotRecord)
}

/// What no retained point needs.
public struct Retention: Sendable {
    private let inventory: Inventory
    /// Runs old enough to stand for the segments in them, and for the runs in them.
    private let insteadOfSegments: [RunRecord]
    private let insteadOfRuns: [RunRecord]
    private let bases: [UInt32: UInt64]
    private let lineage: [UInt32: UInt64]

    /// Looks at what there is; `now` in milliseconds since 1970.
    ///
    /// Only the newest timeline and what leads to it is judged. The others stay as long as something of theirs is younger
    /// than the window; a timeline without any time is left alone. A broken replica throws ``PlanError``, and nothing is deleted.
    public init(_ inventory: Inventory, policy: RetentionPolicy, now: Int64) throws(PlanError) {
        self.inventory = inventory
        // Once for all, because there are hundreds of thousands of segments to ask about.
        let old = inventory.runs.filter { $0.timestamp < now - policy.everyRun && !Self.isCut($0, inventory) }
        insteadOfRuns = old
        insteadOfSegments = old.filter { $0.timestamp < now - policy.everySegment }
        var bases: [UInt32: UInt64] = [:]
        var lineage: [UInt32: UInt64] = [:]
        guard let end = inventory.end else { throw .nothing }
        // What cannot be restored now cannot tell what it needs.
        _ = try RestorePlan.make(to: end, from: inventory)
        for head in try Self.heads(inventory, end, now - policy.window) {
            let stretches = try inventory.lineage(of: head)
            let base = Self.base(inventory, stretches, before: now - policy.window)
            for stretch in stretches {
                lineage[stretch.timeline] = max(lineage[stretch.timeline] ?? 0, stretch.last)
                bases[stretch.timeline] = min(bases[stretch.timeline] ?? .max, base)
            }
        }
        self.bases = bases
        self.lineage = lineage
    }

    /// The ends of the timelines whose past counts.
    private static func heads(
        _ inventory: Inventory, _ end: ReplicaPoint, _ horizon: Int64
    ) throws(PlanError) -> [ReplicaPoint] {
        var heads = [end]
        for timeline in inventory.timelines.keys where timeline != end.timeline {
            let times =
                inventory.snapshots.filter { $0.point.timeline == timeline }.map(\.timestamp)
                + inventory.runs.filter { $0.timeline == timeline }.map(\.timestamp)
            let hasSegments = inventory.segments[timeline]?.last != nil
            if let newest = times.max() ?? (hasSegments ? .max : nil), newest >= horizon,
                let head = inventory.end(of: timeline)
            {
                heads.append(head)
            }
        }
        return heads
    }

    /// The sequence of the youngest snapshot that every point of the window can begin from; 0 to keep everything.
    private static func base(
        _ inventory: Inventory, _ lineage: [(timeline: UInt32, last: UInt64)], before horizon: Int64
    ) -> UInt64 {
        let candidates = inventory.snapshots.filter { snapshot in
            snapshot.timestamp <= horizon
                && lineage.contains { $0.timeline == snapshot.point.timeline && snapshot.point.sequence <= $0.last }
        }
        return candidates.map(\.point.sequence).max() ?? 0
    }

    /// Whether nothing that must stay restorable needs an object.
    public func isDisposable(_ object: Disposable) -> Bool {
        switch object {
        case .snapshot(let snapshot):
            return isBelowBase(snapshot.point.timeline, last: snapshot.point.sequence, isSnapshot: true)
        case .run(let run):
            return isBelowBase(run.timeline, last: run.sequences.upperBound)
                || isCovered(run.timeline, run.sequences, by: insteadOfRuns, above: run.level)
        case .segment(let point):
            return isBelowBase(point.timeline, last: point.sequence)
                || isCovered(point.timeline, point.sequence...point.sequence, by: insteadOfSegments, above: 0)
        }
    }

    private func isBelowBase(_ timeline: UInt32, last: UInt64, isSnapshot: Bool = false) -> Bool {
        guard let base = bases[timeline] else {
            // No retained timeline leads here.
            return inventory.timelines[timeline] != nil
        }
        return isSnapshot ? last < base : last <= base
    }

    /// Whether a coarser object, old enough that its end is all that is promised, does the same.
    private func isCovered(
        _ timeline: UInt32, _ sequences: ClosedRange<UInt64>, by runs: [RunRecord], above level: UInt8
    ) -> Bool {
        runs.contains { run in
            run.timeline == timeline && run.level > level && run.sequences.contains(sequences.lowerBound)
                && run.sequences.contains(sequences.upperBound)
        }
    }

    /// Whether something begins or ends in the middle of a run, so that what is in it may be needed one by one.
    ///
    /// Runs of the compaction lie within each other, lower levels in higher ones; others are not trusted to replace anything.
    private static func isCut(_ run: RunRecord, _ inventory: Inventory) -> Bool {
        func isInside(_ point: ReplicaPoint) -> Bool {
            point.timeline == run.timeline && run.sequences.contains(point.sequence)
                && point.sequence < run.sequences.upperBound
        }
        return inventory.timelines.values.contains { $0.map(isInside) ?? false }
            || inventory.snapshots.contains { isInside($0.point) }
            || inventory.runs.contains { other in
                other != run && other.timeline == run.timeline && other.sequences.overlaps(run.sequences)
                    && !other.lies(in: run) && !run.lies(in: other)
            }
    }
}

extension RunRecord {
    fileprivate func lies(in other: RunRecord) -> Bool {
        level < other.level && other.sequences.contains(sequences.lowerBound)
            && other.sequences.contains(sequences.upperBound)
    }
}
