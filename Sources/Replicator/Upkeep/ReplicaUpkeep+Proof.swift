internal import ObjectStore
internal import Replication

extension ReplicaUpkeep {
    /// Restores the newest state into the scratch directory, verifies it, lets `check` look at the file, and removes it again.
    ///
    /// With `snapshot` its pages become a new snapshot, unless there is one of that state: all parts first, then the manifest.
    /// `check` must close the file again, and a change of it makes no snapshot. It throws what the restore and `check` throw,
    /// ``UpkeepError`` and `ObjectStoreError`; nothing is left on the disk then.
    public func prove(
        snapshot: Bool, check: @escaping @Sendable (_ path: String) async throws -> Void
    ) async throws -> RestoreReport {
        let restore = ReplicaRestore(store: store, surroundings: surroundings)
        let planned = try await restore.plan(.newest)
        let copy = ScratchCopy(in: scratchDirectory, name: name)
        let bytes = Int(planned.target.databasePages) * planned.target.pageSize.bytes
        let needed = bytes + Limits.proofReserveBytes
        try await queue.run { try copy.prepare(neededBytes: needed) }
        do {
            let report = try await restore.run(planned, to: copy.path) { _ in }
            try await check(copy.path)
            if snapshot { try await makeSnapshot(of: copy.path, as: planned.target) }
            await queue.result { copy.remove() }
            return report
        } catch {
            await queue.result { copy.remove() }
            throw error
        }
    }

    private func makeSnapshot(of path: String, as target: ObjectHeader) async throws {
        let snapshot = SnapshotOfCopy(
            path: path, target: target, key: store.key, writer: writer, limits: store.limits)
        try await turn.take {
            let contents = try await store.contents(.needed)
            guard let manifest = contents.manifest, manifest.timelines[snapshot.point.timeline] != nil,
                !contents.inventory.snapshots.contains(where: { $0.point == snapshot.point })
            else { return }
            try await spare(DisposableUnit.name(ofSnapshotAt: snapshot.point, of: store.database), in: manifest)
            try await put(snapshot)
        }
    }

    private func put(_ snapshot: SnapshotOfCopy) async throws {
        let point = snapshot.point
        var hash: Word128 = 0
        for part in 0..<snapshot.parts {
            try Task.checkCancellation()
            let salt = surroundings.salt()
            let sealed = try await queue.run { try snapshot.seal(part: part, salt: salt) }
            hash = hash &+ sealed.hash
            // Before the last part is stored: a snapshot that is whole must be right.
            guard part + 1 < snapshot.parts || hash == snapshot.target.hashAfter else {
                throw UpkeepError.changedCopy(path: snapshot.path)
            }
            try await store.put(
                sealed.bytes,
                under: .snapshot(store.database, timeline: point.timeline, sequence: point.sequence, part: part))
        }
        let unit = DisposableUnit.name(ofSnapshotAt: point, of: store.database)
        _ = try await store.updateManifest(writer: writer, surroundings: surroundings) { manifest in
            manifest.tombstones[unit] = nil
            manifest.snapshots.removeAll { $0.point == point }
            manifest.snapshots.append(snapshot.record)
        }
        tell(.notice, "A snapshot was made of the restored copy of \(point), \(snapshot.parts) parts.")
    }
}
