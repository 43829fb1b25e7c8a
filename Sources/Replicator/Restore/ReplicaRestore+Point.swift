internal import Replication

extension ReplicaRestore {
    /// The point that a target stands for.
    func point(of target: RestoreTarget, in contents: ReplicaContents) async throws -> ReplicaPoint {
        let inventory = contents.inventory
        guard let end = inventory.end else { throw PlanError.nothing }
        switch target {
        case .newest: return end
        case .point(let point): return point
        // A lineage reaches back by itself, so any sequence of it can be named with the newest timeline.
        case .sequence(let sequence): return ReplicaPoint(timeline: end.timeline, sequence: sequence)
        case .time(let time): return try await point(at: time, in: contents, of: inventory)
        }
    }

    /// The last state at or before a time: in the newest timeline and what it grew out of, otherwise in older ones.
    private func point(
        at time: Int64, in contents: ReplicaContents, of inventory: Inventory
    ) async throws -> ReplicaPoint {
        var seen = Set<UInt32>()
        for timeline in inventory.timelines.keys.sorted(by: >) where !seen.contains(timeline) {
            guard let end = inventory.end(of: timeline) else { continue }
            let line = try StateLine(to: end, in: inventory)
            seen.formUnion(line.timelines)
            if let place = try await place(at: time, on: line, in: contents), let found = line.state(at: place) {
                if let gap = line.gap(behind: place) { throw gap }
                return found
            }
        }
        throw PlanError.beforeBeginning(milliseconds: time)
    }

    private func place(at time: Int64, on line: StateLine, in contents: ReplicaContents) async throws -> UInt64? {
        guard line.count > 0 else { return nil }
        var search = PointSearch(time, in: 0...line.count - 1)
        while true {
            switch search.next {
            case .found(let place): return place
            case .tooOld: return nil
            case .read(let place):
                guard let state = line.state(at: place) else { return nil }
                search.note(try await store.header(at: state, in: contents).timestamp, of: place)
            }
        }
    }
}
