internal import ObjectStore
internal import Replication

extension ReplicaStore {
    /// What there is.
    ///
    /// `.needed` lists only the segments behind what runs and snapshots cover: enough for the newest end.
    ///
    /// Names that are none of a replica are passed over. It throws ``ReplicatorError/tooManyObjects(prefix:limit:)`` beyond
    /// ``Limits/listedObjects``.
    public func contents(_ scope: SegmentScope = .all) async throws -> ReplicaContents {
        var manifest = try await newestManifest()
        for _ in 1..<Limits.contentsAttempts {
            let contents = try await contents(scope, behind: manifest)
            guard contents.unfinished.contains(where: { contents.inventory.segments[$0.timeline] != nil }) else {
                return contents
            }
            // A timeline has its place in a manifest before its first segment: that manifest came while this was read, or the
            // segment is the fence of one that was given up.
            let newer = try await newestManifest()
            guard newer?.header.lastSequence != manifest?.header.lastSequence else { return contents }
            manifest = newer
        }
        return try await contents(scope, behind: manifest)
    }

    /// What there is by a manifest, which names only what was stored before it, and by the listings that follow it.
    private func contents(_ scope: SegmentScope, behind newest: StoredManifest?) async throws -> ReplicaContents {
        let manifest = newest?.manifest
        let unfinished = try await beginnings(behind: manifest)
        let epochs = unfinished + (try await missingParents(of: manifest, unfinished))
        var sizes: [ReplicaKey: Int] = [:]
        if let newest { sizes[.manifest(database, generation: newest.header.lastSequence)] = newest.sizeBytes }
        switch scope {
        case .all:
            try await list(ReplicaKey.prefix(of: database) + "t", into: &sizes)
        case .needed:
            let timelines = Set(manifest?.timelines.keys.map(\.self) ?? []).union(epochs.map(\.timeline)).sorted()
            let covers = try await list(timelines, at: { _ in ["run/", "snap/"] })
            sizes.merge(covers) { $1 }
            let inventory = Inventory(keys: sizes.keys, manifest: manifest, epochs: epochs)
            let segments = try await list(timelines, at: { _ in ["seg/"] }, behind: inventory.coverage())
            sizes.merge(segments) { $1 }
        }
        return ReplicaContents(
            manifest: manifest, inventory: inventory(sizes, manifest, epochs), sizes: sizes, unfinished: unfinished)
    }

    private func inventory(_ sizes: [ReplicaKey: Int], _ manifest: Manifest?, _ epochs: [ObjectHeader]) -> Inventory {
        let used = Set(
            sizes.keys.compactMap { key -> UInt32? in
                if case .segment(_, let timeline, _) = key { timeline } else { nil }
            })
        // A timeline that was only begun must not hide the state before it.
        return Inventory(
            keys: sizes.keys, manifest: manifest,
            epochs: epochs.filter { $0.branchPoint != nil || used.contains($0.timeline) })
    }

    // MARK: - Timelines

    /// The records of timelines younger than the manifest; their numbers have no gap.
    private func beginnings(behind manifest: Manifest?) async throws -> [ObjectHeader] {
        var found: [ObjectHeader] = []
        var timeline = manifest?.timelines.keys.max() ?? 0
        while timeline < .max {
            timeline += 1
            guard let header = try await epoch(of: timeline) else { break }
            found.append(header)
            guard found.count < Limits.timelinesBehindManifest else {
                throw ReplicatorError.tooManyTimelines(limit: Limits.timelinesBehindManifest)
            }
        }
        return found
    }

    /// The records of timelines that others grew out of and that never came into a manifest.
    private func missingParents(of manifest: Manifest?, _ unfinished: [ObjectHeader]) async throws -> [ObjectHeader] {
        var known = Set(manifest?.timelines.keys.map(\.self) ?? []).union(unfinished.map(\.timeline))
        var asked =
            (manifest?.timelines.values.compactMap { $0?.timeline } ?? [])
            + unfinished.compactMap { $0.branchPoint?.timeline }
        var found: [ObjectHeader] = []
        while let timeline = asked.popLast() {
            guard known.insert(timeline).inserted, let header = try await epoch(of: timeline) else { continue }
            found.append(header)
            if let parent = header.branchPoint { asked.append(parent.timeline) }
        }
        return found
    }

    /// The record that begins a timeline; nil when there is none.
    func epoch(of timeline: UInt32) async throws -> ObjectHeader? {
        do {
            return try await remoteObject(.epoch(database, timeline: timeline)).header
        } catch ObjectStoreError.notFound {
            return nil
        }
    }

    // MARK: - Lists

    /// Lists folders of timelines, some timelines at a time; segments only behind the given ones.
    private func list(
        _ timelines: [UInt32], at folders: @escaping @Sendable (UInt32) -> [String],
        behind covered: [UInt32: UInt64] = [:]
    ) async throws -> [ReplicaKey: Int] {
        try await withThrowingTaskGroup(of: [ReplicaKey: Int].self) { group in
            var sizes: [ReplicaKey: Int] = [:]
            for (index, timeline) in timelines.enumerated() {
                if index >= Limits.timelinesAtOnce, let found = try await group.next() { sizes.merge(found) { $1 } }
                let after = covered[timeline].flatMap { $0 == 0 ? nil : $0 }
                    .map { ReplicaKey.segment(database, timeline: timeline, sequence: $0) }
                group.addTask {
                    var found: [ReplicaKey: Int] = [:]
                    for folder in folders(timeline) {
                        let prefix = ReplicaKey.prefix(of: database, timeline: timeline) + folder
                        try await list(prefix, after: after, into: &found)
                    }
                    return found
                }
            }
            for try await found in group { sizes.merge(found) { $1 } }
            guard sizes.count <= Limits.listedObjects else {
                throw ReplicatorError.tooManyObjects(
                    prefix: ReplicaKey.prefix(of: database), limit: Limits.listedObjects)
            }
            return sizes
        }
    }

    /// Adds the objects whose names begin with a prefix, page by page.
    func list(_ prefix: String, after start: ReplicaKey? = nil, into sizes: inout [ReplicaKey: Int]) async throws {
        var last = try start.map { try ObjectKey($0.name) }
        var seen = 0
        while true {
            let page = try await objects.list(prefix: prefix, after: last, limit: Limits.listPageObjects)
            for object in page {
                if let key = ReplicaKey(object.key.description) { sizes[key] = object.sizeBytes }
            }
            seen += page.count
            guard page.count == Limits.listPageObjects, let end = page.last?.key else { return }
            guard seen < Limits.listedObjects else {
                throw ReplicatorError.tooManyObjects(prefix: prefix, limit: Limits.listedObjects)
            }
            last = end
        }
    }
}
