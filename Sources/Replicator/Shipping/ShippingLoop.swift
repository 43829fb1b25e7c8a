internal import ObjectStore
internal import Replication
internal import Storage

/// The work of a replicator: one value in one task, so that every step sees the state that the one before left.
struct ShippingLoop: Sendable {
    let owner: DatabaseReplicator
    let spool: Spool
    let queue: BlockingQueue
    let limits: Replication.Limits
    let writer: Word128
    /// Behind the last segment that was sealed.
    var end: ChainEnd
    var hashes: PageHashes
    var cursor: WALCursor?
    var pending: [PendingSegment] = []
    var storeWorks = true
    var failures = 0
    var retryAt: Int64 = 0
    var lastBegan: Int64 = .min / 2
    var nextCheckpoint: Int64 = 0
    var saidStep: SpoolStep?

    private var capture: DatabaseCapture { owner.capture }
    private var now: Int64 { owner.surroundings.elapsed() }

    /// Works until the owner is stopping and the rest was shipped, or could not be.
    mutating func run() async throws {
        while !owner.isStopping {
            if owner.isAskedToBeginAnew { throw ShippingError.asked }
            let wait = try await step(isLast: false)
            await owner.wait(atMost: Int(clamping: wait))
        }
        try await finish()
    }

    /// One round: send what is sealed, seal what is due, keep the log small; answers how long nothing is to be done.
    private mutating func step(isLast: Bool) async throws -> Int64 {
        try await send(isLast: isLast)
        let wait = try await seal(isLast: isLast)
        try await keepLogSmall()
        owner.set { $0.spoolBytes = spool.bytes }
        guard pending.isEmpty else { return max(1, retryAt - now) }
        return wait
    }

    private mutating func finish() async throws {
        let deadline = now + Int64(owner.settings.finishMilliseconds)
        // Commands that have just ended may have written.
        try? await capture.noticeOthers()
        repeat {
            _ = try await step(isLast: true)
            if pending.isEmpty { return }
            await owner.wait(atMost: 50)
        } while now < deadline
        // Nothing is lost: the log and the spool have it, and the next start goes on there.
        owner.tell(
            .warning,
            "The last changes of \(owner.name) are not in the replica: the store was out of reach. They are sent at "
                + "the next start, so do not remove this directory.")
    }

    // MARK: - Sending

    private mutating func send(isLast: Bool) async throws {
        while let segment = pending.first, storeWorks || now >= retryAt || isLast {
            let bytes: [UInt8]
            switch segment.body {
            case .memory(let body): bytes = body
            case .spool(let entry): bytes = try await queue.run { [spool] in try spool.read(entry) }
            }
            pending[0].wasTried = true
            let key = ReplicaKey.segment(
                owner.store.database, timeline: segment.header.timeline, sequence: segment.header.lastSequence)
            let verdict: FenceVerdict
            do {
                verdict = try await owner.store.create(bytes, header: segment.header, under: key)
            } catch let error as ObjectStoreError {
                // Whether it is stored is not known: the same bytes are sent again.
                noteFailure(error)
                if isLast { return }
                continue
            }
            switch verdict {
            case .acknowledged: try await take(segment, bytes: bytes.count)
            case .sendAgain: noteFailure(nil)
            case .reconcile: throw ShippingError.taken(point: segment.point)
            case .fenced(let writer, let timeline, let sequence):
                throw ReplicatorError.fenced(
                    writer: writer, point: ReplicaPoint(timeline: timeline, sequence: sequence))
            }
        }
    }

    private mutating func take(_ segment: PendingSegment, bytes: Int) async throws {
        if !storeWorks {
            owner.tell(.notice, "The store of \(owner.name) is back.")
            storeWorks = true
            failures = 0
            saidStep = nil
        }
        pending.removeFirst()
        if case .spool = segment.body { try await queue.run { [spool] in try spool.removeFirst() } }
        if let position = segment.position { capture.secure(position, as: segment.point) }
        owner.noteAcknowledged(segment, bytes: bytes)
        owner.set { $0.phase = .following }
    }

    private mutating func noteFailure(_ error: ObjectStoreError?) {
        if storeWorks {
            owner.tell(
                .warning,
                "The store of \(owner.name) does not take changes; they wait on this machine: "
                    + "\(error.map { "\($0)" } ?? "it asks to try again.")")
            owner.set { $0.phase = .storeDown }
            owner.answers.endAll(as: false)
        } else {
            owner.set { $0.errors += 1 }
        }
        storeWorks = false
        let delay = min(
            Limits.retryMilliseconds.upperBound, Limits.retryMilliseconds.lowerBound << min(failures, 5))
        failures += 1
        retryAt = now + Int64(delay)
    }

    // MARK: - Sealing

    /// Seals the next segment when it is due, and sends it; answers how long nothing is due.
    private mutating func seal(isLast: Bool) async throws -> Int64 {
        guard pending.isEmpty else { return Int64(Limits.noticeMilliseconds) }
        guard isUnsent || owner.answers.hasNew else { return Int64(Limits.noticeMilliseconds) }
        let unsent = UnsentCommits(
            since: owner.oldestCommit ?? now, bytes: capture.logBytes - shippedBytes,
            isAwaited: owner.answers.hasNew || isLast, isSending: false, lastBegan: lastBegan)
        switch ShippingStep.next(unsent, now: now, limits: limits) {
        case .rest: return Int64(Limits.noticeMilliseconds)
        case .wait(let until): return max(1, until - now)
        case .ship: break
        }
        lastBegan = now
        let answers = owner.answers.takeNew()
        guard let stretch = try await capture.changes(after: cursor) else {
            // All of it is acknowledged already.
            owner.answers.end(answers, as: true)
            return Int64(Limits.noticeMilliseconds)
        }
        let sink = SealedBytes()
        let sealed = try await capture.seal(stretch, draft(), hashes: hashes) { sink.append($0) }
        advance(sealed, cursor: stretch.cursor)
        pending.append(
            PendingSegment(
                header: sealed.header, body: .memory(sink.take()), position: stretch.position, answers: answers))
        try await send(isLast: isLast)
        return pending.isEmpty ? 1 : max(1, retryAt - now)
    }

    private var isUnsent: Bool {
        guard let published = capture.published else { return false }
        return cursor.map { $0.salts != published.salts || $0.frames < published.frame } ?? true
    }

    /// Bytes of the log that are sealed, as far as they are of its present use.
    private var shippedBytes: Int {
        guard let cursor, let published = capture.published, cursor.salts == published.salts, published.frame > 0
        else { return 0 }
        return capture.logBytes / Int(published.frame) * Int(cursor.frames)
    }

    func draft() -> SegmentDraft {
        SegmentDraft(
            end: end, database: owner.store.database, key: owner.store.key, now: owner.surroundings.now(),
            writer: writer, salt: owner.surroundings.salt(), limits: limits)
    }

    private mutating func advance(_ sealed: SealedSegment, cursor: WALCursor) {
        end = ChainEnd(after: sealed.header)
        hashes = sealed.hashes
        self.cursor = cursor
    }

    // MARK: - The log and the spool

    private mutating func keepLogSmall() async throws {
        if storeWorks, pending.isEmpty {
            guard capture.logBytes >= owner.settings.checkpointBytes, now >= nextCheckpoint else { return }
            return try await drain()
        }
        let state = SpoolState(
            storeWorks: false, logBytes: capture.logBytes, spoolBytes: spool.bytes,
            canFold: foldable.count > 1, freeBytes: spool.freeBytes, needsSnapshot: false)
        let step = SpoolStep.next(state, limits: limits)
        if step != saidStep, step != .keepInLog {
            owner.tell(step == .spool ? .warning : .alarm, "\(owner.name): \(step.description)")
            saidStep = step
        }
        switch step {
        case .keepInLog, .drain, .snapshot, .checkpoint: return
        case .spool:
            guard now >= nextCheckpoint else { return }
            owner.set { $0.phase = .spooling }
            try await drain()
        case .fold: try await fold()
        case .drop:
            try await Self.dropLog(of: owner)
            throw ShippingError.dropped
        }
    }

    /// Moves the log into the database file: what is not in the store yet goes to the spool first.
    private mutating func drain() async throws {
        try await spoolPending()
        let spool = spool
        let drain = try await capture.drain(after: cursor, draft(), hashes: hashes) { sealed, bytes in
            try spool.append(bytes, as: sealed.header)
        }
        if let sealed = drain.segment, let cursor = drain.cursor, let entry = spool.entries.last {
            advance(sealed, cursor: cursor)
            pending.append(
                PendingSegment(
                    header: sealed.header, body: .spool(entry), position: drain.position,
                    answers: owner.answers.takeNew()))
        }
        // A reader was in the way; it may be gone a little later.
        nextCheckpoint = drain.isEmptied ? now : now + Limits.checkpointRetryMilliseconds
    }

    private mutating func spoolPending() async throws {
        for index in pending.indices {
            guard case .memory(let bytes) = pending[index].body else { continue }
            let header = pending[index].header
            let entry = try await queue.run { [spool] in
                try spool.append(bytes, as: header)
                return spool.entries.last
            }
            guard let entry else { continue }
            pending[index].body = .spool(entry)
            if let position = pending[index].position { capture.secure(position, as: pending[index].point) }
        }
    }

    /// What may become one segment: all but what the store may have already.
    private var foldable: ArraySlice<PendingSegment> { pending.drop { $0.wasTried } }

    private mutating func fold() async throws {
        try await spoolPending()
        let kept = pending.count - foldable.count
        guard let first = foldable.first?.header, let last = foldable.last else { return }
        var header = last.header
        header.firstSequence = first.firstSequence
        header.lastSequence = first.firstSequence
        header.hashBefore = first.hashBefore
        header.previous = first.previous
        header.salt = owner.surroundings.salt()
        let entries = foldable.compactMap { segment -> Spool.Entry? in
            if case .spool(let entry) = segment.body { entry } else { nil }
        }
        let folded = try await queue.run { [spool, limits, key = owner.store.key, header] in
            let objects = try entries.map { try spool.read($0) }
            let bytes = try ObjectMerge.merge(objects, into: header, key: key, limits: limits)
            let opened = try ObjectHeader(Array(bytes.prefix(ObjectHeader.byteCount)), limits: limits)
            try spool.fold(keeping: kept, into: bytes, as: opened)
            return opened
        }
        guard let entry = spool.entries.last else { return }
        let answers = pending.dropFirst(kept).reduce(into: Set<UInt64>()) { $0.formUnion($1.answers) }
        pending.removeLast(pending.count - kept)
        pending.append(
            PendingSegment(header: folded, body: .spool(entry), position: last.position, answers: answers))
        end = ChainEnd(after: folded)
        // The sequence went back, and with it what this directory must find in the replica or in the spool.
        let point = ReplicaPoint(timeline: folded.timeline, sequence: folded.lastSequence)
        if let position = last.position { capture.secure(position, as: point) }
        try await capture.note(point)
    }

    /// Gives up what waits: the log is emptied, and from now on the replica needs a snapshot.
    static func dropLog(of owner: DatabaseReplicator) async throws {
        let directory = owner.spoolDirectory
        let queue = BlockingQueue(label: "geoclimate.replicator.spool")
        try await queue.run { try Spool(path: directory).empty(dropping: true) }
        owner.answers.endAll(as: false)
        guard let point = owner.status.point ?? owner.capture.lastPoint else { return }
        _ = try await owner.capture.discard(as: point)
    }
}
