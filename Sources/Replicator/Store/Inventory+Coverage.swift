internal import Replication

extension Inventory {
    /// By timeline, the sequence up to which the newest state needs no segments.
    ///
    /// Each begins at the timeline's newest snapshot, or where it branched off, and goes on through runs as long as one
    /// begins behind the other. Where the newest timeline has no snapshot yet, its parents count only up to the branch.
    func coverage() -> [UInt32: UInt64] {
        var limits: [UInt32: UInt64] = [:]
        var next = timelines.keys.max().map { ReplicaPoint(timeline: $0, sequence: .max) }
        while let point = next, limits[point.timeline] == nil {
            limits[point.timeline] = point.sequence
            guard newestSnapshot(of: point.timeline, upTo: point.sequence) == nil,
                let parent = timelines[point.timeline].flatMap(\.self)
            else { break }
            next = ReplicaPoint(timeline: parent.timeline, sequence: min(parent.sequence, point.sequence))
        }
        let runs = Dictionary(grouping: runs, by: \.timeline)
        return Dictionary(
            uniqueKeysWithValues: timelines.map { timeline, parent in
                let limit = limits[timeline] ?? .max
                let ends = (runs[timeline] ?? []).reduce(into: [UInt64: UInt64]()) { ends, run in
                    guard run.sequences.upperBound <= limit else { return }
                    ends[run.sequences.lowerBound] =
                        max(ends[run.sequences.lowerBound] ?? 0, run.sequences.upperBound)
                }
                var covered = newestSnapshot(of: timeline, upTo: limit) ?? parent?.sequence ?? 0
                while covered < .max, let end = ends[covered + 1] { covered = end }
                return (timeline, covered)
            })
    }

    private func newestSnapshot(of timeline: UInt32, upTo limit: UInt64) -> UInt64? {
        snapshots.lazy.filter { $0.point.timeline == timeline && $0.point.sequence <= limit }
            .map(\.point.sequence).max()
    }
}
