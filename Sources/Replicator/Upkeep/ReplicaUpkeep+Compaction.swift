internal import ObjectStore
internal import Replication

extension ReplicaUpkeep {
    /// Merges what has come to rest in the newest timeline, until nothing is ready or ``Limits/compactionsPerRound`` are done.
    ///
    /// A run is stored first and named in the manifest then: a crash in between leaves an object that nothing uses, and
    /// ``retain()`` removes it. It throws `RestoreError` for segments that do not follow each other, `ObjectError` for damaged
    /// ones, and `ObjectStoreError`.
    public func compact() async throws -> UpkeepReport {
        do {
            return try await turn.take { try await compactInTurn() }
        } catch ObjectStoreError.notFound(let key) {
            // Another process deleted what was remembered here.
            segments.forget()
            throw ObjectStoreError.notFound(key: key)
        }
    }

    private func compactInTurn() async throws -> UpkeepReport {
        var report = UpkeepReport()
        let contents = try await store.contents(.needed)
        // A timeline that is not in the manifest yet is just beginning, and its parent's time is over.
        guard var manifest = contents.manifest, let timeline = manifest.timelines.keys.max(),
            timeline == contents.newestTimeline
        else { return report }
        var runs = contents.inventory.runs.filter { $0.timeline == timeline }
        var pieces = try await segments.pieces(of: timeline, runs: runs, in: store)
        pieces += runs.map { run in
            let key = key(of: run)
            return CompactionPiece(
                key: key, level: run.level, sequences: run.sequences, timestamp: run.timestamp,
                sizeBytes: contents.sizes[key] ?? 0)
        }
        while report.runs < Limits.compactionsPerRound {
            try Task.checkCancellation()
            let snapshots = manifest.snapshots.filter { $0.point.timeline == timeline }.map(\.point.sequence)
            guard
                let choice = CompactionChoice.next(
                    pieces, snapshots: Set(snapshots), limits: store.limits, bytes: policy.mergeBytes)
            else { break }
            let run = try await merge(choice, in: timeline, &manifest)
            runs.append(run.record)
            pieces.append(run.piece)
            segments.remove(run.record.sequences)
            report.runs += 1
            report.merged += choice.pieces.count
            report.mergedBytes += run.piece.sizeBytes
        }
        return report
    }

    func key(of run: RunRecord) -> ReplicaKey {
        .run(store.database, timeline: run.timeline, level: run.level, sequences: run.sequences)
    }

    private func merge(
        _ choice: CompactionChoice, in timeline: UInt32, _ manifest: inout Manifest
    ) async throws -> (record: RunRecord, piece: CompactionPiece) {
        let (level, salt) = (choice.level, surroundings.salt())
        let objects = try await ParallelReads.map(choice.pieces, atOnce: Limits.upkeepRequestsAtOnce) { piece in
            try await store.objects.get(try ObjectKey(piece.key.name))
        }
        let (record, bytes) = try await queue.run { [store, writer] in
            let headers = try objects.map { try ObjectMerge.header(of: $0, key: store.key, limits: store.limits) }
            for (header, piece) in zip(headers, choice.pieces) {
                guard header.timeline == timeline, header.level == piece.level, header.kind != .snapshot,
                    header.database == store.database, header.firstSequence == piece.sequences.lowerBound,
                    header.lastSequence == piece.sequences.upperBound
                else { throw ReplicatorError.misplaced(name: piece.key.name) }
            }
            let header = try ObjectHeader.run(of: headers, level: level, writer: writer, salt: salt)
            let record = RunRecord(
                timeline: timeline, level: level, sequences: header.firstSequence...header.lastSequence,
                timestamp: header.timestamp)
            return (record, try ObjectMerge.merge(objects, into: header, key: store.key, limits: store.limits))
        }
        let key = key(of: record)
        try await spare(key.name, in: manifest)
        try await store.put(bytes, under: key)
        manifest = try await store.updateManifest(writer: writer, surroundings: surroundings) { manifest in
            manifest.tombstones[key.name] = nil
            // Another process may have made the same run.
            if !manifest.runs.contains(record) { manifest.runs.append(record) }
        }
        let piece = CompactionPiece(
            key: key, level: level, sequences: record.sequences, timestamp: record.timestamp, sizeBytes: bytes.count)
        return (record, piece)
    }
}
