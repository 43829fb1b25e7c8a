internal import ObjectStore
public import Replication

extension ReplicaStore {
    /// The header in whose state the newest timeline ends: of its newest segment, run, snapshot or the record that began it.
    ///
    /// It is authenticated; nil for a replica without timelines. What follows it is made with
    /// `ChainEnd(continuing:)`.
    public func endHeader(of contents: ReplicaContents) async throws -> ObjectHeader? {
        guard let timeline = contents.inventory.timelines.keys.max() else { return nil }
        return try await endHeader(of: timeline, in: contents)
    }

    /// The header of the object that ends in a point: the segment, else a run that ends there, else the snapshot.
    ///
    /// It throws ``ReplicatorError/noObject(point:)`` when there is none.
    public func header(at point: ReplicaPoint, in contents: ReplicaContents) async throws -> ObjectHeader {
        var point = point
        while true {
            if let header = try await first(of: keys(at: point, in: contents), in: contents) { return header }
            // A timeline begins in the state that it branched off.
            guard let parent = contents.inventory.timelines[point.timeline].flatMap(\.self),
                parent.sequence == point.sequence, parent.timeline < point.timeline
            else { throw ReplicatorError.noObject(point: point) }
            point = parent
        }
    }

    /// The header in whose state a timeline ends; nil when the replica has nothing of it.
    func endHeader(of timeline: UInt32, in contents: ReplicaContents) async throws -> ObjectHeader? {
        if let end = contents.inventory.end(of: timeline) {
            if let header = try await first(of: keys(at: end, in: contents), in: contents) { return header }
            if let beginning = try await epoch(of: timeline) { return beginning }
            return try await header(at: end, in: contents)
        }
        return try await epoch(of: timeline)
    }

    private func keys(at point: ReplicaPoint, in contents: ReplicaContents) -> [ReplicaKey] {
        var keys: [ReplicaKey] = []
        let segment = ReplicaKey.segment(database, timeline: point.timeline, sequence: point.sequence)
        let inventory = contents.inventory
        let isListed = inventory.segments[point.timeline]?.contains(point.sequence) == true
        if isListed { keys.append(segment) }
        for run in inventory.runs where run.timeline == point.timeline && run.sequences.upperBound == point.sequence {
            keys.append(.run(database, timeline: run.timeline, level: run.level, sequences: run.sequences))
        }
        if inventory.snapshots.contains(where: { $0.point == point }) {
            keys.append(.snapshot(database, timeline: point.timeline, sequence: point.sequence, part: 0))
        }
        // One that was not listed, because runs and snapshots cover it, may be there all the same.
        if !isListed, point.sequence > 0 { keys.append(segment) }
        return keys
    }

    /// The header of the first of some objects that is there.
    private func first(of keys: [ReplicaKey], in contents: ReplicaContents) async throws -> ObjectHeader? {
        for key in keys {
            do {
                return try await remoteObject(key, sizeBytes: contents.sizes[key]).header
            } catch ObjectStoreError.notFound {
                // Upkeep may have removed it since it was listed.
                continue
            }
        }
        return nil
    }
}
