internal import ObjectStore
internal import Replication

extension ReplicaUpkeep {
    /// Marks what no retained point needs, and deletes what was marked a grace ago.
    ///
    /// What is deleted leaves the manifest first, and its mark goes last. A crash at any step leaves marked objects that
    /// nothing names, which the next round deletes. A replica whose newest state cannot be restored keeps everything, and the
    /// listener hears of it; it also hears of one that has so many segments that those of some time ago are given up before the
    /// window ends. It throws `ObjectStoreError` and ``ReplicatorError``.
    public func retain() async throws -> UpkeepReport {
        try await turn.take { try await retainInTurn() }
    }

    private func retainInTurn() async throws -> UpkeepReport {
        var report = UpkeepReport()
        let contents = try await store.contents(.all)
        guard let manifest = contents.manifest else { return report }
        let now = surroundings.now()
        let segments = contents.inventory.segments.values.reduce(0) { $0 + $1.count }
        let kept = policy.retention(segments: segments)
        if kept.everySegment < policy.retention.everySegment {
            tell(
                .warning,
                "The replica has \(segments) segments; of more than \(policy.segmentsKept) only those of the last "
                    + "\(kept.everySegment / 3_600_000) hours are kept one by one. What is older can be restored in "
                    + "coarser steps. Send changes less often (replica.sync_ms), or keep fewer days "
                    + "(replica.retention_days).")
        }
        let judged: DisposableUnits
        do {
            judged = try await queue.run { [store] in
                let retention = try Retention(contents.inventory, policy: kept, now: now)
                return DisposableUnits(contents, retention, of: store.database)
            }
        } catch let error as PlanError {
            tell(.warning, "Nothing is deleted from the replica, because its newest state cannot be restored. \(error)")
            return report
        }
        let units = Dictionary(judged.units.map { ($0.name, $0) }) { first, _ in first }
        let step = TombstoneStep.next(
            disposable: Set(units.keys), marked: manifest.tombstones, now: now, limits: store.limits)
        let room = max(0, Limits.tombstones - manifest.tombstones.count)
        let new = step.mark.filter { manifest.tombstones[$0] == nil }
        let mark = step.mark.subtracting(new).union(new.sorted().prefix(room))
        let doomed = choose(step.delete.compactMap { units[$0] }, judged)
        guard !mark.isEmpty || !step.spare.isEmpty || !doomed.isEmpty else { return report }

        let runs = Set(doomed.flatMap(\.runs))
        let snapshots = Set(doomed.flatMap(\.snapshots))
        let updated = try await update(
            manifest, needed: !mark.isEmpty || !step.spare.isEmpty || !runs.isEmpty || !snapshots.isEmpty
        ) { newest in
            for name in mark { newest.tombstones[name] = now }
            for name in step.spare { newest.tombstones[name] = nil }
            newest.runs.removeAll(where: runs.contains)
            newest.snapshots.removeAll(where: snapshots.contains)
        }
        // Whoever begins a timeline may need what was not needed a moment ago: it is judged anew in the next round.
        guard updated.timelines == manifest.timelines else { return report }
        report.marked = mark.count
        report.spared = step.spare.count
        try await delete(stillDoomed(doomed, by: updated), &report)
        return report
    }

    private func update(
        _ manifest: Manifest, needed: Bool, _ change: @escaping @Sendable (inout Manifest) -> Void
    ) async throws -> Manifest {
        guard needed else { return manifest }
        return try await store.updateManifest(writer: writer, surroundings: surroundings) { newest in
            if newest.timelines == manifest.timelines { change(&newest) }
        }
    }

    /// Those under whose names nobody stored something again, and whose marks nobody took off meanwhile.
    private func stillDoomed(_ units: [DisposableUnit], by manifest: Manifest) -> [DisposableUnit] {
        let named = Set(
            manifest.snapshots.map { DisposableUnit.name(ofSnapshotAt: $0.point, of: store.database) }
                + manifest.runs.map { key(of: $0).name })
        return units.filter { manifest.tombstones[$0.name] != nil && !named.contains($0.name) }
    }

    /// As many as one round deletes, what the manifest does not name first.
    private func choose(_ units: [DisposableUnit], _ judged: DisposableUnits) -> [DisposableUnit] {
        let order = units.sorted { left, right in
            left.hasRecords == right.hasRecords ? left.name < right.name : right.hasRecords
        }
        var chosen: [DisposableUnit] = []
        var room = policy.deletesPerRound
        for unit in order where room > 0 && !judged.isHeld(unit) {
            chosen.append(unit)
            room -= unit.keys.count
        }
        return chosen
    }

    private func delete(_ units: [DisposableUnit], _ report: inout UpkeepReport) async throws {
        guard !units.isEmpty else { return }
        var gone: [String] = []
        var room = policy.deletesPerRound
        for unit in units {
            let keys = Array(unit.keys.prefix(room))
            _ = try await ParallelReads.map(keys, atOnce: Limits.upkeepRequestsAtOnce) { try await store.delete($0) }
            report.deleted += keys.count
            room -= keys.count
            if keys.count == unit.keys.count { gone.append(unit.name) }
        }
        let names = gone
        _ = try await store.updateManifest(writer: writer, surroundings: surroundings) { manifest in
            for name in names { manifest.tombstones[name] = nil }
        }
    }
}
