internal import ObjectStore
internal import Replication
internal import Storage

extension ShippingLoop {
    /// Compares the database with its replica and answers a loop that goes on where the replica ends, or where a new
    /// timeline begins.
    static func begin(_ owner: DatabaseReplicator) async throws -> ShippingLoop {
        owner.set { $0.phase = .starting }
        try await checkFence(owner)
        let queue = BlockingQueue(label: "geoclimate.replicator.spool")
        let path = owner.spoolDirectory
        let spool = try await queue.run { try Spool(path: path) }
        let contents = try await owner.store.contents(.needed)
        let head = try await owner.store.endHeader(of: contents)
        let beginning = Beginning(owner: owner, spool: spool, queue: queue, contents: contents, head: head)
        let pinned = try await owner.capture.pin()
        do {
            let loop = try await beginning.loop(over: pinned)
            try await pinned.close()
            return loop
        } catch {
            try? await pinned.close()
            throw error
        }
    }

    private static func checkFence(_ owner: DatabaseReplicator) async throws {
        let probe = try ConditionalWriteProbe(nonce: owner.surroundings.random())
        guard try await probe.run(on: owner.store.objects) == .ignored else { return }
        guard owner.settings.acceptsUnfenced else { throw ReplicatorError.unfencedStore }
        owner.tell(
            .alarm,
            "The store of \(owner.name) lets two writers overwrite each other's objects, and the settings accept that: if a "
                + "second appliance ever uses the same place, both replicas are lost and nobody notices.")
    }
}

/// What the beginning of a loop has in its hands.
private struct Beginning {
    let owner: DatabaseReplicator
    let spool: Spool
    let queue: BlockingQueue
    let contents: ReplicaContents
    /// The header in whose state the replica ends.
    let head: ObjectHeader?

    private var store: ReplicaStore { owner.store }
    private var capture: DatabaseCapture { owner.capture }
    private var hasher: PageHasher { PageHasher(key: store.key, database: store.database) }

    func loop(over pinned: PinnedDatabase) async throws -> ShippingLoop {
        if let reason = owner.takeAnewReason() { return try await anew(pinned, because: reason) }
        if spool.isDropped {
            return try await anew(pinned, because: "Changes were dropped while the store was out of reach.")
        }
        if capture.beginsTimeline { return try await branch(pinned) }
        if contents.isUnfinished, let begun = contents.unfinished.last, capture.writers.contains(begun.writer) {
            return try await finish(begun, pinned)
        }
        let waiting = try await waitingSegments()
        guard let waiting else {
            return try await anew(pinned, because: "What waits in \(owner.spoolDirectory) does not follow the replica.")
        }
        let last = waiting.last?.header ?? head
        let comparison = try await pinned.compare(
            with: last, lastPoint: lastPoint(last), hasher: hasher, limits: store.limits)
        switch Reconciliation.of(comparison.local, replica: last, writers: capture.writers) {
        case .begin: return try await start(pinned, comparison.hashes, branch: nil)
        case .inStep, .shipFrames:
            guard let last else { throw ShippingError.inconsistent(reason: "an empty replica cannot be in step") }
            return try await goOn(pinned, comparison, last, waiting)
        case .rollForward:
            throw ShippingError.behind(
                point: ReplicaPoint(timeline: last?.timeline ?? 0, sequence: last?.lastSequence ?? 0))
        case .shipDifference, .rebase:
            return try await anew(
                pinned,
                because:
                    "The database changed in a way that its log does not explain: another program opened it, or the "
                    + "disk lost what it had acknowledged.", comparison.hashes)
        case .refuse(.replicaLost(let local, let replica)):
            return try await anew(
                pinned,
                because: "The replica ends at \(replica.map { "\($0)" } ?? "nothing") and had acknowledged \(local): "
                    + "objects were removed, or another place is named.", comparison.hashes)
        case .refuse(let refusal): throw ReplicatorError.refused(refusal)
        }
    }

    /// What this directory is known to have reached.
    ///
    /// A start that was cut short before it was noted is known by its writer.
    private func lastPoint(_ last: ObjectHeader?) -> ReplicaPoint? {
        if let point = capture.lastPoint { return point }
        guard let last, capture.writers.contains(last.writer) else { return nil }
        return ReplicaPoint(timeline: last.timeline, sequence: 0)
    }

    /// The segments of the spool that the replica does not have; nil when they do not follow it.
    private func waitingSegments() async throws -> [PendingSegment]? {
        let spool = spool
        let limits = store.limits
        let found = try await queue.run {
            try spool.entries.map { entry in
                let bytes = try spool.read(entry)
                return (entry, try ObjectHeader(Array(bytes.prefix(ObjectHeader.byteCount)), limits: limits))
            }
        }
        guard !found.isEmpty else { return [] }
        guard let head else { return nil }
        var waiting: [PendingSegment] = []
        var identity = ChainEnd(continuing: head).identity
        var sequence = head.lastSequence
        for (entry, header) in found {
            guard header.timeline == head.timeline else { return nil }
            if waiting.isEmpty, header.lastSequence <= head.lastSequence {
                // It had arrived and its acknowledgement had not, or somebody else has its place.
                let stored = try await store.header(
                    at: ReplicaPoint(timeline: header.timeline, sequence: header.lastSequence), in: contents)
                guard stored.chainIdentity == header.identity else {
                    throw ReplicatorError.fenced(
                        writer: stored.writer,
                        point: ReplicaPoint(timeline: stored.timeline, sequence: stored.lastSequence))
                }
                try await queue.run { try spool.removeFirst() }
                continue
            }
            guard header.firstSequence == sequence + 1, header.previous == identity else { return nil }
            waiting.append(PendingSegment(header: header, body: .spool(entry), position: nil, wasTried: true))
            identity = header.identity
            sequence = header.lastSequence
        }
        return waiting
    }

    // MARK: - Going on

    private func goOn(
        _ pinned: PinnedDatabase, _ comparison: ReplicaComparison, _ last: ObjectHeader, _ waiting: [PendingSegment]
    ) async throws -> ShippingLoop {
        let point = ReplicaPoint(timeline: last.timeline, sequence: last.lastSequence)
        var (hashes, cursor) = (comparison.replicaHashes, comparison.cursor)
        if hashes == nil {
            // The same database by another way: the log begins behind it.
            guard comparison.local.hash == last.hashAfter else {
                throw ShippingError.inconsistent(reason: "nobody knows the pages that the replica has")
            }
            hashes = comparison.hashes
            cursor = try await capture.changes(after: nil, to: pinned.position)?.cursor
            capture.secure(pinned.position, as: point)
        }
        guard let hashes else {
            throw ShippingError.inconsistent(reason: "nobody knows the pages that the replica has")
        }
        try await capture.note(point)
        if waiting.isEmpty { owner.set { $0.point = point } }
        return loop(end: ChainEnd(continuing: last), hashes: hashes, cursor: cursor, pending: waiting)
    }

    private func loop(
        end: ChainEnd, hashes: PageHashes, cursor: WALCursor?, pending: [PendingSegment]
    ) -> ShippingLoop {
        var limits = store.limits
        limits.shipDelayMilliseconds = Int64(owner.settings.shipMilliseconds)
        limits.spoolBytes = owner.settings.spoolBytes
        limits.logBytesBeforeSpooling = owner.settings.logBytesBeforeSpooling
        return ShippingLoop(
            owner: owner, spool: spool, queue: queue, limits: limits, writer: capture.writer, end: end, hashes: hashes,
            cursor: cursor, pending: pending)
    }

    // MARK: - Timelines

    /// Goes on from the point that was restored, or from a state of its own where that has changed since.
    private func branch(_ pinned: PinnedDatabase) async throws -> ShippingLoop {
        let hashes = try await pinned.hashes(hasher, limits: store.limits)
        guard let point = capture.lastPoint else { return try await start(pinned, hashes, branch: nil) }
        let header: ObjectHeader
        do {
            header = try await store.header(at: point, in: contents)
        } catch let error where !(error is ObjectStoreError) || (error as? ObjectStoreError)?.isTransient == false {
            owner.tell(.warning, "\(owner.name) was restored to \(point), which the store has no more: \(error)")
            return try await start(pinned, hashes, branch: nil)
        }
        let isSame = header.hashAfter == hashes.databaseHash && header.databasePages == hashes.databasePages
        return try await start(pinned, hashes, branch: isSame ? header : nil)
    }

    /// Goes on with a start of this directory that was cut short before its snapshot was in the manifest.
    private func finish(_ begun: ObjectHeader, _ pinned: PinnedDatabase) async throws -> ShippingLoop {
        let hashes = try await pinned.hashes(hasher, limits: store.limits)
        guard begun.parentTimeline > 0, begun.hashAfter == hashes.databaseHash,
            begun.databasePages == hashes.databasePages
        else { return try await start(pinned, hashes, branch: nil) }
        let point = ReplicaPoint(timeline: begun.parentTimeline, sequence: begun.lastSequence)
        return try await start(pinned, hashes, branch: try await store.header(at: point, in: contents))
    }

    /// Begins a timeline that does not grow out of the one before, and says so.
    private func anew(
        _ pinned: PinnedDatabase, because reason: String, _ known: PageHashes? = nil
    ) async throws -> ShippingLoop {
        owner.tell(
            .alarm, "\(reason) A new snapshot of all of \(owner.name) is sent; what the store had before stays there.")
        let hashes = if let known { known } else { try await pinned.hashes(hasher, limits: store.limits) }
        return try await start(pinned, hashes, branch: nil)
    }

    /// Begins a timeline with a snapshot of the pinned state.
    private func start(
        _ pinned: PinnedDatabase, _ hashes: PageHashes, branch: ObjectHeader?
    ) async throws -> ShippingLoop {
        let state = DatabaseState(hash: hashes.databaseHash, databasePages: hashes.databasePages)
        let timeline = try await TimelineStart(
            store: store, writer: capture.writer, writers: capture.writers, surroundings: owner.surroundings
        ).begin(contents, branch: branch, pageSize: pinned.pageSize, state: state)
        var end =
            branch.map { ChainEnd(continuing: $0) }
            ?? ChainEnd(
                timeline: timeline, hash: hashes.databaseHash, databasePages: hashes.databasePages,
                timestamp: owner.surroundings.now())
        end.timeline = timeline
        let point = ReplicaPoint(timeline: timeline, sequence: end.sequence)
        let parts = try await sendSnapshot(pinned, end)
        let parent = branch.map { ReplicaPoint(timeline: $0.timeline, sequence: $0.lastSequence) }
        let record = SnapshotRecord(point: point, parts: parts, timestamp: end.timestamp)
        _ = try await store.updateManifest(writer: capture.writer, surroundings: owner.surroundings) { manifest in
            manifest.timelines[timeline] = .some(parent)
            manifest.snapshots.removeAll { $0.point == point }
            manifest.snapshots.append(record)
        }
        let spool = spool
        try await queue.run { try spool.empty(dropping: false) }
        let cursor = try await capture.changes(after: nil, to: pinned.position)?.cursor
        capture.secure(pinned.position, as: point)
        try await capture.note(point)
        owner.noteAllStored(at: point, position: pinned.position)
        owner.tell(.notice, "The replica of \(owner.name) begins \(point), with a snapshot in \(parts) parts.")
        return loop(end: end, hashes: hashes, cursor: cursor, pending: [])
    }

    private func sendSnapshot(_ pinned: PinnedDatabase, _ end: ChainEnd) async throws -> UInt32 {
        let parts = pinned.parts(limits: store.limits)
        for part in 0..<parts {
            let sink = SealedBytes()
            let draft = SegmentDraft(
                end: end, database: store.database, key: store.key, now: owner.surroundings.now(),
                writer: capture.writer, salt: owner.surroundings.salt(), limits: store.limits)
            _ = try await pinned.seal(part: part, draft) { sink.append($0) }
            try await store.put(
                sink.take(),
                under: .snapshot(store.database, timeline: end.timeline, sequence: end.sequence, part: part))
        }
        return parts
    }
}
