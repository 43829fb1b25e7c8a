extension Inventory {
    /// What a store has, by the names in it, its newest manifest, and the records of timelines that are younger than that.
    ///
    /// A run counts when the manifest and the listing have it, a snapshot when the listing has all its parts as well. A
    /// timeline that is neither in the manifest nor in `epochs` is not known, and nothing of it is used.
    public init(keys: some Sequence<ReplicaKey>, manifest: Manifest?, epochs: [ObjectHeader] = []) {
        self.init()
        timelines = manifest?.timelines ?? [:]
        for epoch in epochs where epoch.kind == .epoch && timelines[epoch.timeline] == nil {
            timelines[epoch.timeline] = .some(
                epoch.parentTimeline == 0
                    ? nil : ReplicaPoint(timeline: epoch.parentTimeline, sequence: epoch.lastSequence))
        }
        var parts: [ReplicaPoint: Set<UInt32>] = [:]
        var listedRuns = Set<ReplicaKey>()
        var database: DatabaseID?
        for key in keys {
            switch key {
            case .segment(_, let timeline, let sequence):
                if timelines[timeline] != nil { segments[timeline, default: SequenceSet()].insert(sequence) }
            case .snapshot(_, let timeline, let sequence, let part):
                parts[ReplicaPoint(timeline: timeline, sequence: sequence), default: []].insert(part)
            case .run(let owner, _, _, _):
                listedRuns.insert(key)
                database = owner
            case .epoch, .manifest, .probe: break
            }
        }
        snapshots = (manifest?.snapshots ?? []).filter { snapshot in
            let found = parts[snapshot.point] ?? []
            return found.count >= snapshot.parts && (0..<snapshot.parts).allSatisfy(found.contains)
        }
        runs = (manifest?.runs ?? []).filter { run in
            database.map {
                listedRuns.contains(
                    .run($0, timeline: run.timeline, level: run.level, sequences: run.sequences))
            } ?? false
        }
    }
}
