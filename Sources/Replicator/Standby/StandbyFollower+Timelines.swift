internal import ObjectStore
internal import Replication

extension StandbyFollower {
    /// Looks whether the history goes on elsewhere than under the next name; whether something was done about it.
    func look() async throws -> Bool {
        guard let state else { return false }
        let asked = surroundings.elapsed()
        let contents = try await store.contents(.needed)
        guard let newest = contents.inventory.end else { throw PlanError.nothing }
        let (timeline, sequence) = (state.end.timeline, state.end.sequence)
        // Newest first; what is behind the first entry ends where the one before it branched off.
        let lineage = try contents.inventory.lineage(of: newest)
        guard let place = lineage.firstIndex(where: { $0.timeline == timeline }), lineage[place].last >= sequence else {
            return try await restore(if: .foreign(timeline: newest.timeline))
        }
        let last = lineage[place].last
        if place > 0, try enter(lineage[place - 1].timeline, branchedAt: last) {
            doubt = nil
            return true
        }
        if last > sequence, fence == nil, let way = try await bridge(to: last, contents) { return way }
        (doubt, lookedAt) = (nil, asked)
        return false
    }

    /// Restores anew when the same was found a poll ago; whether it did.
    func restore(if finding: StandbyDoubt) async throws -> Bool {
        let now = surroundings.elapsed()
        guard let doubt, doubt.finding == finding else {
            doubt = (finding, now)
            return false
        }
        guard now - doubt.since >= Limits.standbyPollMilliseconds else { return false }
        try await anew(because: finding.reason)
        return true
    }

    /// Goes on in a timeline that branched off here, or at the record that fenced the one before.
    private func enter(_ timeline: UInt32, branchedAt branch: UInt64) throws -> Bool {
        guard var state else { return false }
        if let fence, branch == state.end.sequence + 1, fence.lastSequence == branch {
            try state.apply(fence, pages: [], limits: store.limits)
        }
        guard branch == state.end.sequence else { return false }
        state.enter(timeline: timeline)
        fence = nil
        show(state)
        return true
    }

    /// Goes on with a run where the segments were merged into one; nil where there is nothing to be done, and whether
    /// something was done where there is.
    private func bridge(to last: UInt64, _ contents: ReplicaContents) async throws -> Bool? {
        guard var state else { return nil }
        let next = ReplicaPoint(timeline: state.end.timeline, sequence: state.end.sequence + 1)
        // It came since the last round.
        if contents.inventory.segments[next.timeline]?.contains(next.sequence) == true { return nil }
        let run = contents.inventory.runs
            .filter { run in
                run.timeline == next.timeline && run.sequences.lowerBound == next.sequence
                    && run.sequences.upperBound <= last
            }
            .max { $0.sequences.upperBound < $1.sequences.upperBound }
        guard let run else { return try await restore(if: .merged(after: state.point)) }
        let key = ReplicaKey.run(
            store.database, timeline: run.timeline, level: run.level, sequences: run.sequences)
        let change = try await read(try await store.remoteObject(key, sizeBytes: contents.sizes[key]))
        try state.apply(change.object.header, pages: change.pages, limits: store.limits)
        try await commit([change.withoutHashes()], to: state)
        doubt = nil
        return true
    }
}
