import Replication
import Support
import Testing

@Suite("Plans of restores and of retention")
struct RestorePlanTests {
    private func inventory(segments: [ClosedRange<UInt64>], snapshots: [UInt64], runs: [ClosedRange<UInt64>] = [])
        -> Inventory
    {
        var inventory = Inventory()
        inventory.timelines[1] = .some(nil)
        inventory.segments[1] = SequenceSet()
        for number in segments.joined() { inventory.segments[1]?.insert(number) }
        inventory.snapshots = snapshots.map {
            SnapshotRecord(point: ReplicaPoint(timeline: 1, sequence: $0), parts: 1, timestamp: Int64($0))
        }
        inventory.runs = runs.map { RunRecord(timeline: 1, level: 1, sequences: $0, timestamp: Int64($0.upperBound)) }
        return inventory
    }

    private func plan(_ inventory: Inventory, _ sequence: UInt64?) throws(PlanError) -> RestorePlan {
        try RestorePlan.make(to: sequence.map { ReplicaPoint(timeline: 1, sequence: $0) }, from: inventory)
    }

    @Test("The newest snapshot and the longest runs lead to a point")
    func shortest() throws {
        let inventory = inventory(segments: [1...20], snapshots: [0, 10], runs: [11...14, 11...18, 1...10])
        let plan = try plan(inventory, 20)
        #expect(plan.snapshot.point.sequence == 10)
        #expect(plan.changes.map(\.first) == [11, 19, 20])
        #expect(plan.changes.last?.last == 20)
        #expect(try self.plan(inventory, 15).changes.map(\.first) == [11, 15])
        #expect(try self.plan(inventory, 9).snapshot.point.sequence == 0)
        #expect(try self.plan(inventory, nil) == plan)
        #expect(try self.plan(inventory, 10).changes.isEmpty)
    }

    @Test("A run that leads nowhere gives way to shorter ones, and a snapshot with a gap behind it to an older one")
    func detours() throws {
        #expect(
            try plan(inventory(segments: [1...3, 4...9], snapshots: [0], runs: [1...5, 2...3]), 5).changes.count == 1)
        let dead = inventory(segments: [1...3], snapshots: [0], runs: [1...4, 4...9])
        #expect(try plan(dead, 9).changes.map(\.first) == [1, 2, 3, 4])
        let older = inventory(segments: [], snapshots: [0, 5], runs: [1...9])
        #expect(try plan(older, 9).snapshot.point.sequence == 0)
    }

    @Test("What is missing is named, and nothing older or partial is planned")
    func gaps() {
        func point(_ sequence: UInt64) -> ReplicaPoint { ReplicaPoint(timeline: 1, sequence: sequence) }
        #expect(throws: PlanError.nothing) { try plan(Inventory(), nil) }
        #expect(throws: PlanError.gap(missing: point(5), reachable: point(4))) {
            try plan(inventory(segments: [1...4, 6...9], snapshots: [0]), nil)
        }
        #expect(throws: PlanError.noSnapshot(point(4))) { try plan(inventory(segments: [1...4], snapshots: []), nil) }
        #expect(throws: PlanError.behindEnd(asked: point(5), end: point(4))) {
            try plan(inventory(segments: [1...4], snapshots: [0]), 5)
        }
        #expect(throws: PlanError.unknownTimeline(2)) {
            try RestorePlan.make(
                to: ReplicaPoint(timeline: 2, sequence: 1), from: inventory(segments: [1...4], snapshots: [0]))
        }
    }

    @Test("A timeline goes back through the one that it branched off, and no further along that")
    func branches() throws {
        var inventory = inventory(segments: [1...9], snapshots: [0], runs: [4...8])
        inventory.timelines[2] = .some(ReplicaPoint(timeline: 1, sequence: 6))
        inventory.segments[2] = SequenceSet(7...8)
        let plan = try RestorePlan.make(to: nil, from: inventory)
        #expect(plan.point == ReplicaPoint(timeline: 2, sequence: 8))
        #expect(plan.changes.map(\.first) == Array(1...8))
        #expect(plan.changes[6] == .segment(ReplicaPoint(timeline: 2, sequence: 7)))
        inventory.timelines[3] = .some(ReplicaPoint(timeline: 9, sequence: 1))
        #expect(throws: PlanError.unknownTimeline(9)) { try RestorePlan.make(to: nil, from: inventory) }
    }

    @Test("Whatever retention deletes, every promised point stays restorable", arguments: 0..<300 as Range<UInt64>)
    func retention(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var inventory = inventory(segments: [], snapshots: [0])
        var times: [UInt64: Int64] = [:]
        var now: Int64 = 0
        let count = UInt64.random(in: 5...60, using: &generator)
        for sequence in 1...count {
            now += Int64.random(in: 0...40, using: &generator)
            times[sequence] = now
            inventory.segments[1]?.insert(sequence)
            if Int.random(in: 0..<12, using: &generator) == 0 {
                inventory.snapshots.append(
                    SnapshotRecord(point: ReplicaPoint(timeline: 1, sequence: sequence), parts: 1, timestamp: now))
            }
        }
        for level in 1...2 as ClosedRange<UInt8> {
            for _ in 0..<8 {
                let first = UInt64.random(in: 1...count, using: &generator)
                let last = UInt64.random(in: first...min(count, first + 12), using: &generator)
                inventory.runs.append(
                    RunRecord(timeline: 1, level: level, sequences: first...last, timestamp: times[last] ?? 0))
            }
        }
        let policy = RetentionPolicy(window: 1_200, everySegment: 300)
        let retention = try Retention(inventory, policy: policy, now: now)
        var kept = inventory
        for sequence in 1...count where retention.isDisposable(.segment(ReplicaPoint(timeline: 1, sequence: sequence)))
        {
            kept.segments[1]?.remove(sequence)
        }
        kept.runs.removeAll { retention.isDisposable(.run($0)) }
        kept.snapshots.removeAll { retention.isDisposable(.snapshot($0)) }
        for sequence in 1...count where (times[sequence] ?? 0) >= now - 300 {
            #expect(throws: Never.self, "seed \(seed), sequence \(sequence)") { try plan(kept, sequence) }
        }
        for run in kept.runs where run.timestamp >= now - 1_200 {
            #expect(throws: Never.self, "seed \(seed), run \(run)") { try plan(kept, run.sequences.upperBound) }
        }
        for snapshot in kept.snapshots {
            #expect(throws: Never.self) { try plan(kept, snapshot.point.sequence) }
        }
    }

    @Test("Without a way to the end nothing is deleted")
    func brokenReplica() {
        #expect(throws: PlanError.self) {
            try Retention(
                inventory(segments: [1...4, 6...9], snapshots: [0]),
                policy: RetentionPolicy(window: 1, everySegment: 1), now: 100)
        }
    }
}
