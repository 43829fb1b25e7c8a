internal import ObjectStore
internal import Replication

extension ReplicaRestore {
    /// Finds the objects that make a state, reads their headers and indexes, and verifies that they follow each other.
    ///
    /// It throws `PlanError` where the state cannot be reached, `RestoreError` where the chain breaks,
    /// ``ReplicatorError/misplaced(name:)``, `ObjectError` and `ObjectStoreError`.
    public func plan(_ target: RestoreTarget) async throws -> PlannedRestore {
        do {
            return try await planOnce(target)
        } catch ObjectStoreError.notFound {
            // Retention deletes what nothing needs any more; then there is another way.
            return try await planOnce(target)
        }
    }

    private func planOnce(_ target: RestoreTarget) async throws -> PlannedRestore {
        if target == .newest {
            let contents = try await store.contents(.needed)
            if let plan = try? await plan(target, from: contents) { return try await verify(plan, contents) }
            // What was not listed may lead there.
        }
        let contents = try await store.contents(.all)
        return try await verify(try await plan(target, from: contents), contents)
    }

    private func plan(_ target: RestoreTarget, from contents: ReplicaContents) async throws -> RestorePlan {
        let point = try await point(of: target, in: contents)
        return try RestorePlan.make(to: point, from: contents.inventory)
    }

    private func verify(_ plan: RestorePlan, _ contents: ReplicaContents) async throws -> PlannedRestore {
        let database = store.database
        let snapshot = (0..<plan.snapshot.parts).map { part in
            ReplicaKey.snapshot(
                database, timeline: plan.snapshot.point.timeline, sequence: plan.snapshot.point.sequence, part: part)
        }
        let keys = snapshot + plan.changes.map { $0.key(of: database) }
        let objects = try await ParallelReads.map(keys, atOnce: Limits.restoreHeadersAtOnce) { [store] key in
            try await store.remoteObject(key, sizeBytes: contents.sizes[key])
        }
        let (parts, changes) = (objects.prefix(snapshot.count), objects.dropFirst(snapshot.count))
        let target = try Chain.verify(snapshot: parts.map(\.header), changes: changes.map(\.header))
        guard target.lastSequence == plan.point.sequence else {
            throw RestoreError.foreignObject(
                reason: "the chain ends at sequence \(target.lastSequence), and \(plan.point) was asked for")
        }
        let ranked =
            changes.reversed().enumerated().map { RestoreSource(object: $1, rank: $0) }
            + parts.map { RestoreSource(object: $0, rank: changes.count) }
        let bytes = objects.reduce(0) { sum, object in
            object.index.entries.reduce(sum) {
                $0 + ($1.firstPage <= target.databasePages ? Int($1.sealedBytes) : 0)
            }
        }
        return PlannedRestore(plan: plan, target: target, downloadBytes: bytes, sources: ranked)
    }
}

extension RestorePlan.Change {
    /// The name of the object.
    func key(of database: DatabaseID) -> ReplicaKey {
        switch self {
        case .segment(let point): .segment(database, timeline: point.timeline, sequence: point.sequence)
        case .run(let run):
            .run(database, timeline: run.timeline, level: run.level, sequences: run.sequences)
        }
    }
}
