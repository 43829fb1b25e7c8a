import Replication
import Support

extension Simulation {
    // MARK: - Starting

    mutating func start() {
        let timeline = acknowledged.timeline
        guard let last = inventory.end(of: timeline), let object = newest(last) else {
            problems.append("the replica has lost its end")
            return
        }
        let position = object.logPosition
        let found = LogPosition(salts: disk.salts, frame: UInt32(disk.log.count))
        commit()
        let sameLog = position.salts == disk.salts && Int(position.frame) <= disk.log.count
        let local = LocalState(
            hash: Self.hash(state(disk.log.count)), salts: disk.salts, frames: UInt32(disk.log.count), found: found,
            hashAtReplicaPosition: sameLog ? Self.hash(state(Int(position.frame))) : nil,
            hashOfFile: Self.hash(disk.file), rememberedHash: nil, lastPoint: disk.lastPoint)
        end = ChainEnd(after: object)
        acknowledged = last
        unsentSince = monotonic
        switch Reconciliation.of(local, replica: object, writers: disk.writers) {
        case .shipFrames(let frame): shippedFrames = Int(frame)
        case .rollForward:
            disk.file = oracle[last] ?? []
            disk.log = []
            shippedFrames = 0
            unsentSince = nil
            disk.lastPoint = last
            disk.salts = WALSalts(first: disk.salts.first + 1, second: UInt32(truncatingIfNeeded: generator.next()))
        case .rebase, .shipDifference:
            let pages = state(disk.log.count)
            let changes = Dictionary(uniqueKeysWithValues: pages.enumerated().map { ($0.offset, $0.element) })
            sending = (header(.segment, pages: pages, frames: disk.log.count), changes, disk.log.count)
        case .refuse: isFenced = true
        case .begin: problems.append("began anew over a replica")
        case .inStep: shippedFrames = disk.log.count
        }
    }

    private func newest(_ point: ReplicaPoint) -> ObjectHeader? {
        store[.segment(database, timeline: point.timeline, sequence: point.sequence)]?.header
            ?? store.values.map(\.header).filter {
                $0.timeline == point.timeline && $0.lastSequence == point.sequence
            }.min { $0.kind.rawValue > $1.kind.rawValue }
    }

    /// Another machine restores the newest state and goes on, and this one is not told.
    mutating func takeOver() {
        guard let last = inventory.end, let pages = oracle[last], let header = newest(last) else { return }
        let old = self
        writer = .random(using: &generator)
        end = ChainEnd(after: header)
        let record = self.header(.epoch, pages: pages, frames: 0)
        let key = ReplicaKey.segment(database, timeline: end.timeline, sequence: end.sequence + 1)
        var answer = create(key, Stored(header: record, changes: [:]))
        while answer == .unknown { answer = create(key, Stored(header: record, changes: [:])) }
        let isMine = FenceVerdict.of(answer, to: record) == .acknowledged
        end = old.end
        guard isMine else {
            problems.append("nobody else wrote, and the take-over found somebody")
            return
        }
        // The old writer goes on until it finds out.
        writer = old.writer
        for _ in 0..<6 {
            if !isFenced { commit() }
            monotonic += 300
            ship()
        }
        if !isFenced && acknowledged > last { problems.append("the old writer was acknowledged behind a take-over") }
        let fork = ReplicaPoint(timeline: last.timeline, sequence: last.sequence + 1)
        end = ChainEnd(after: record)
        end.timeline = (inventory.timelines.keys.max() ?? 0) + 1
        inventory.timelines[end.timeline] = .some(fork)
        acknowledged = ReplicaPoint(timeline: end.timeline, sequence: fork.sequence)
        oracle[acknowledged] = oracle[fork]
        writer = record.writer
        disk = Disk(file: oracle[fork] ?? [], lastPoint: acknowledged, writers: [writer])
        disk.salts = WALSalts(first: 1, second: UInt32(truncatingIfNeeded: generator.next()))
        (shippedFrames, unsentSince, sending, isFenced) = (0, nil, nil, false)
        // A timeline begins with a snapshot, so that it stands by itself.
        snapshot()
    }

    // MARK: - Upkeep

    mutating func snapshot() {
        guard !isFenced, sending == nil, let pages = oracle[acknowledged] else { return }
        var header = header(.snapshot, pages: pages, frames: shippedFrames)
        header.firstSequence = end.sequence
        header.lastSequence = end.sequence
        header.previous = end.identity
        header.timestamp = end.timestamp
        let key = ReplicaKey.snapshot(
            database, timeline: acknowledged.timeline, sequence: acknowledged.sequence, part: 0)
        guard store[key] == nil else { return }
        let changes = Dictionary(uniqueKeysWithValues: pages.enumerated().map { ($0.offset, $0.element) })
        store[key] = Stored(header: header, changes: changes)
        inventory.snapshots.append(SnapshotRecord(point: acknowledged, parts: 1, timestamp: header.timestamp))
    }

    mutating func compact() {
        let timeline = acknowledged.timeline
        let headers = store.compactMap { key, object -> ObjectHeader? in
            guard case .segment(_, timeline, _) = key else { return nil }
            return object.header
        }.sorted { $0.firstSequence < $1.firstSequence }
        let done = inventory.runs.filter { $0.timeline == timeline }.map(\.sequences.upperBound).max() ?? 0
        let items = headers.filter { $0.firstSequence > done }
            .map { Compaction.Item(sequences: $0.firstSequence...$0.lastSequence, timestamp: $0.timestamp) }
        let snapshots = Set(inventory.snapshots.filter { $0.point.timeline == timeline }.map(\.point.sequence))
        guard let compaction = Compaction.next(items, level: 1, snapshots: snapshots) else { return }
        let parts = headers.filter { compaction.sequences.contains($0.firstSequence) }
        do {
            let header = try ObjectHeader.run(of: parts, level: 1, writer: writer, salt: salt())
            var changes: [Int: UInt64] = [:]
            for part in parts {
                let key = ReplicaKey.segment(database, timeline: timeline, sequence: part.firstSequence)
                changes.merge(store[key]?.changes ?? [:]) { $1 }
            }
            changes = changes.filter { $0.key < Int(header.databasePages) }
            store[.run(database, timeline: timeline, level: 1, sequences: compaction.sequences)] =
                Stored(header: header, changes: changes)
            inventory.runs.append(
                RunRecord(timeline: timeline, level: 1, sequences: compaction.sequences, timestamp: header.timestamp))
        } catch {
            problems.append("compaction: \(error)")
        }
    }

    mutating func retain() {
        let policy = RetentionPolicy(window: 900_000, everySegment: 120_000)
        guard let retention = try? Retention(inventory, policy: policy, now: clock) else {
            problems.append("the end cannot be restored")
            return
        }
        let keys = store.keys.filter { key in
            switch key {
            case .segment(_, let timeline, let sequence):
                return retention.isDisposable(.segment(ReplicaPoint(timeline: timeline, sequence: sequence)))
            case .run(_, let timeline, let level, let sequences):
                return inventory.runs.contains { run in
                    run.timeline == timeline && run.level == level && run.sequences == sequences
                        && retention.isDisposable(.run(run))
                }
            case .snapshot(_, let timeline, let sequence, _):
                return inventory.snapshots.contains { snapshot in
                    snapshot.point == ReplicaPoint(timeline: timeline, sequence: sequence)
                        && retention.isDisposable(.snapshot(snapshot))
                }
            default: return false
            }
        }
        var limits = Limits.standard
        limits.tombstoneGraceMilliseconds = 60_000
        let names = Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0) })
        let step = TombstoneStep.next(disposable: Set(names.keys), marked: marked, now: clock, limits: limits)
        for name in step.mark { marked[name] = clock }
        for name in step.spare.union(step.delete) { marked[name] = nil }
        for name in step.delete { if let key = names[name] { delete(key) } }
    }

    private mutating func delete(_ key: ReplicaKey) {
        store[key] = nil
        switch key {
        case .segment(_, let timeline, let sequence): inventory.segments[timeline]?.remove(sequence)
        case .run(_, let timeline, let level, let sequences):
            inventory.runs.removeAll { $0.timeline == timeline && $0.level == level && $0.sequences == sequences }
        case .snapshot(_, let timeline, let sequence, _):
            inventory.snapshots.removeAll { $0.point == ReplicaPoint(timeline: timeline, sequence: sequence) }
        default: break
        }
    }

    // MARK: - Proof

    /// Restores a point from objects alone and compares it with what it was.
    mutating func check(_ point: ReplicaPoint?) {
        do {
            let plan = try RestorePlan.make(to: point, from: inventory)
            if point == nil, plan.point < acknowledged {
                problems.append("the newest state is older than what was promised")
            }
            let snapshotKey = ReplicaKey.snapshot(
                database, timeline: plan.snapshot.point.timeline, sequence: plan.snapshot.point.sequence, part: 0)
            let keys = plan.changes.map { change -> ReplicaKey in
                switch change {
                case .segment(let point): .segment(database, timeline: point.timeline, sequence: point.sequence)
                case .run(let run):
                    .run(database, timeline: run.timeline, level: run.level, sequences: run.sequences)
                }
            }
            guard let first = store[snapshotKey] else {
                problems.append("a planned snapshot is missing")
                return
            }
            let objects = keys.compactMap { store[$0] }
            guard objects.count == keys.count else {
                problems.append("a planned object is missing")
                return
            }
            let target = try Chain.verify(snapshot: [first.header], changes: objects.map(\.header))
            var pages: Pages = []
            for object in [first] + objects {
                Self.apply(object.changes, count: Int(object.header.databasePages), to: &pages)
            }
            if Self.hash(pages) != target.hashAfter || pages != oracle[plan.point] {
                problems.append("\(plan.point) was restored as something else")
            }
        } catch {
            problems.append("\(point.map { "\($0)" } ?? "the end"): \(error)")
        }
    }

    mutating func live(steps: Int) {
        for _ in 0..<steps where problems.isEmpty {
            let elapsed = Int64.random(in: 0...20_000, using: &generator)
            monotonic += elapsed
            clock += chance(15) ? Int64.random(in: -60_000...60_000, using: &generator) : elapsed
            switch Int.random(in: 0..<40, using: &generator) {
            case 0..<14: if !isFenced { commit() }
            case 14..<26: ship()
            case 26..<29: checkpoint()
            case 29, 30: crash()
            case 31: if chance(3) { takeOver() }
            case 32: snapshot()
            case 33, 34: compact()
            case 35: retain()
            case 36: check(chance(2) ? acknowledged : nil)
            default: ship()
            }
        }
        check(nil)
    }
}
