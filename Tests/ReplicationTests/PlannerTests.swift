import Replication
import Support
import Testing

@Suite("Decisions of the replica")
struct PlannerTests {
    @Test(
        "Commits are shipped after 250 ms, when they are many, when someone waits, and one at a time",
        arguments: [
            (UnsentCommits(since: nil, bytes: 0, isAwaited: false, isSending: false), 1_000, ShippingStep.rest),
            (UnsentCommits(since: 1_000, bytes: 1, isAwaited: false, isSending: false), 1_000, .wait(until: 1_250)),
            (UnsentCommits(since: 1_000, bytes: 1, isAwaited: false, isSending: false), 1_249, .wait(until: 1_250)),
            (UnsentCommits(since: 1_000, bytes: 1, isAwaited: false, isSending: false), 1_250, .ship),
            (UnsentCommits(since: 1_000, bytes: 1, isAwaited: false, isSending: false), 999, .ship),
            (UnsentCommits(since: 1_000, bytes: 4 << 20, isAwaited: false, isSending: false), 1_000, .ship),
            (
                UnsentCommits(since: 1_000, bytes: (4 << 20) - 1, isAwaited: false, isSending: false), 1_000,
                .wait(until: 1_250)
            ),
            (UnsentCommits(since: 1_000, bytes: 1, isAwaited: true, isSending: false), 1_000, .ship),
            (UnsentCommits(since: 1_000, bytes: 8 << 20, isAwaited: true, isSending: true), 9_000, .rest),
        ] as [(UnsentCommits, Int64, ShippingStep)])
    func shipping(unsent: UnsentCommits, now: Int64, step: ShippingStep) {
        #expect(ShippingStep.next(unsent, now: now) == step)
    }

    @Test("Times never go back along a chain")
    func timestamps() {
        #expect(shippingTimestamp(now: 5, previous: nil) == 5)
        #expect(shippingTimestamp(now: 5, previous: 9) == 9)
        #expect(shippingTimestamp(now: 10, previous: 9) == 10)
    }

    @Test("The store's answer to a creation tells whether the segment is safe, and who else writes")
    func fence() throws {
        var scenario = try ReplicaScenario()
        let sent = try scenario.header(sequences: 7...7, databasePages: 1)
        var rewritten = sent
        rewritten.salt = try scenario.digest()
        var other = rewritten
        other.writer = 6
        other.timeline = 2
        #expect(FenceVerdict.of(.created, to: sent) == .acknowledged)
        #expect(FenceVerdict.of(.unknown, to: sent) == .sendAgain)
        #expect(FenceVerdict.of(.exists(sent), to: sent) == .acknowledged)
        #expect(FenceVerdict.of(.exists(rewritten), to: sent) == .reconcile)
        #expect(FenceVerdict.of(.existsUnreadable, to: sent) == .reconcile)
        #expect(FenceVerdict.of(.exists(other), to: sent) == .fenced(writer: 6, timeline: 2, sequence: 7))
    }

    @Test(
        "A store that ignores conditions is refused unless that is accepted",
        arguments: [
            (true, false, true, false, FenceProbe.fenced), (true, true, false, false, .unfencedRefused),
            (true, true, false, true, .unfencedAccepted), (true, false, false, false, .unfencedRefused),
            (true, true, true, false, .unfencedRefused), (false, false, false, true, .inconclusive),
        ] as [(Bool, Bool, Bool, Bool, FenceProbe)])
    func probe(first: Bool, second: Bool, isThere: Bool, accepts: Bool, verdict: FenceProbe) {
        #expect(
            FenceProbe.of(
                firstCreated: first, secondCreated: second, firstIsStillThere: isThere, acceptsUnfenced: accepts)
                == verdict)
    }

    @Test(
        "Changes wait in the log, then in the spool, are folded, and are dropped last",
        arguments: [
            (
                SpoolState(
                    storeWorks: true, logBytes: 0, spoolBytes: 0, canFold: false, freeBytes: 1 << 40,
                    needsSnapshot: false), SpoolStep.keepInLog
            ),
            (
                SpoolState(
                    storeWorks: true, logBytes: 1 << 30, spoolBytes: 1, canFold: true, freeBytes: 0,
                    needsSnapshot: false), .drain
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: (64 << 20) - 1, spoolBytes: 0, canFold: false, freeBytes: 0,
                    needsSnapshot: false), .keepInLog
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: 64 << 20, spoolBytes: 0, canFold: false, freeBytes: 1 << 40,
                    needsSnapshot: false), .spool
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: 64 << 20, spoolBytes: 960 << 20, canFold: true, freeBytes: 1 << 40,
                    needsSnapshot: false), .spool
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: 64 << 20, spoolBytes: 961 << 20, canFold: true, freeBytes: 1 << 40,
                    needsSnapshot: false), .fold
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: 64 << 20, spoolBytes: 961 << 20, canFold: false, freeBytes: 1 << 40,
                    needsSnapshot: false), .drop
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: 64 << 20, spoolBytes: 10 << 20, canFold: true, freeBytes: 319 << 20,
                    needsSnapshot: false), .fold
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: 64 << 20, spoolBytes: 0, canFold: false, freeBytes: 319 << 20,
                    needsSnapshot: false), .drop
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: 64 << 20, spoolBytes: 0, canFold: false, freeBytes: 320 << 20,
                    needsSnapshot: false), .spool
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: 64 << 20, spoolBytes: 0, canFold: false, freeBytes: 0,
                    needsSnapshot: true), .checkpoint
            ),
            (
                SpoolState(
                    storeWorks: false, logBytes: 0, spoolBytes: 0, canFold: false, freeBytes: 0, needsSnapshot: true),
                .keepInLog
            ),
            (
                SpoolState(
                    storeWorks: true, logBytes: 0, spoolBytes: 0, canFold: false, freeBytes: 0, needsSnapshot: true),
                .snapshot
            ),
        ] as [(SpoolState, SpoolStep)])
    func spool(state: SpoolState, step: SpoolStep) { #expect(SpoolStep.next(state) == step) }

    @Test("At start the database and its replica are brought together, and what cannot be is refused")
    func reconciliation() throws {
        var scenario = try ReplicaScenario()
        let salts = WALSalts(first: 1, second: 2)
        var replica = try scenario.header(sequences: 9...9, databasePages: 1, before: 1, after: 50)
        replica.logPosition = LogPosition(salts: salts, frame: 20)
        let point = ReplicaPoint(timeline: 1, sequence: 4)
        let end = ReplicaPoint(timeline: 1, sequence: 9)
        func verdict(
            _ replica: ObjectHeader?, last: ReplicaPoint? = point, writers: Set<Word128> = [5],
            _ change: (inout LocalState) -> Void
        ) -> Reconciliation {
            var local = LocalState(
                hash: 51, salts: salts, frames: 25, found: LogPosition(salts: salts, frame: 25),
                hashAtReplicaPosition: 50, hashOfFile: 40, rememberedHash: nil, lastPoint: last)
            change(&local)
            return Reconciliation.of(local, replica: replica, writers: writers)
        }
        #expect(verdict(nil, last: nil) { _ in } == .begin)
        #expect(verdict(nil) { _ in } == .refuse(.replicaLost(local: point, replica: nil)))
        #expect(verdict(replica, last: nil) { _ in } == .refuse(.foreignReplica(end)))
        #expect(verdict(replica, last: nil) { $0.hash = 50 } == .inStep)
        #expect(verdict(replica) { $0.hash = 50 } == .inStep)
        #expect(verdict(replica) { _ in } == .shipFrames(after: 20))
        #expect(verdict(replica, writers: [6]) { _ in } == .refuse(.replicaAhead(local: point, replica: end)))
        let ahead = ReplicaPoint(timeline: 1, sequence: 10)
        #expect(verdict(replica, last: ahead) { _ in } == .refuse(.replicaLost(local: ahead, replica: end)))
        // The log was begun anew after a checkpoint of all of it.
        let anew = WALSalts(first: 2, second: 9)
        let restarted = { (local: inout LocalState) in
            local.salts = anew
            local.found = LogPosition(salts: anew, frame: 3)
            local.hashAtReplicaPosition = nil
        }
        #expect(
            verdict(replica) {
                restarted(&$0); $0.hashOfFile = 50
            } == .shipFrames(after: 0))
        #expect(verdict(replica) { restarted(&$0) } == .rebase)
        #expect(
            verdict(replica) {
                restarted(&$0); $0.rememberedHash = 50
            } == .shipDifference)
        // The log lost its end, and a start has written to it since.
        #expect(
            verdict(replica) {
                $0.found?.frame = 19; $0.hashAtReplicaPosition = 49
            } == .rollForward)
        #expect(verdict(replica) { $0.hashAtReplicaPosition = 49 } == .rebase)
    }

    @Test("Marks come first, deletion after the grace, and whatever is needed again is spared")
    func tombstones() {
        let day: Int64 = 24 * 3_600_000
        let step = TombstoneStep.next(
            disposable: ["new", "young", "old", "future"],
            marked: ["young": 1_000, "old": 999, "needed": 0, "future": day + 2_000], now: day + 999)
        #expect(step.mark == ["new", "future"])
        #expect(step.delete == ["old"])
        #expect(step.spare == ["needed"])
        #expect(TombstoneStep.next(disposable: ["old"], marked: ["old": 999], now: day + 998).delete == [])
    }

    @Test("Compaction takes spans that have ended, without gaps, and stops at snapshots")
    func compaction() {
        func items(_ times: [Int64], from first: UInt64 = 1) -> [Compaction.Item] {
            times.enumerated().map {
                Compaction.Item(sequences: first + UInt64($0.offset)...first + UInt64($0.offset), timestamp: $0.element)
            }
        }
        func next(_ items: [Compaction.Item], _ snapshots: Set<UInt64> = []) -> ClosedRange<UInt64>? {
            Compaction.next(items, level: 1, snapshots: snapshots)?.sequences
        }
        #expect(next([]) == nil)
        #expect(next(items([0, 1, 29_999])) == nil)
        #expect(next(items([0, 1, 29_999, 30_000])) == 1...3)
        #expect(next(items([-1, 0, 1, 30_000])) == 2...3)
        #expect(next(items([0, 30_000, 30_001, 60_000])) == 2...3)
        #expect(next(items([0, 1, 2, 3, 30_000]), [2]) == 1...2)
        #expect(next(items([0, 1]) + items([2, 3], from: 4) + items([40_000], from: 6)) == 1...2)
        #expect(Compaction.next(items([0, 1, 40_000]), level: 0, snapshots: []) == nil)
        #expect(Compaction.next(items([0, 1, 40_000]), level: 4, snapshots: []) == nil)
        var limits = Limits.standard
        limits.objectsPerCompaction = 2
        #expect(
            Compaction.next(items([0, 1, 2, 3, 30_000]), level: 1, snapshots: [], limits: limits)?.sequences == 1...2)
    }

    @Test("The state at a time is found by halves", arguments: 0..<50 as Range<UInt64>)
    func search(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var times: [Int64] = []
        for _ in 0..<Int.random(in: 1...40, using: &generator) {
            times.append((times.last ?? 0) + Int64.random(in: 0...3, using: &generator))
        }
        for time in -1...(times[times.count - 1] + 1) {
            var search = PointSearch(time, in: 10...UInt64(9 + times.count))
            var reads = 0
            while case .read(let sequence) = search.next {
                reads += 1
                search.note(times[Int(sequence) - 10], of: sequence)
            }
            let expected = times.lastIndex { $0 <= time }
            #expect(search.next == (expected.map { .found(UInt64($0) + 10) } ?? .tooOld))
            #expect(reads <= 6)
        }
    }

    @Test("Stretches of numbers behave like sets", arguments: 0..<30 as Range<UInt64>)
    func sequences(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var set = SequenceSet()
        var oracle = Set<UInt64>()
        for _ in 0..<200 {
            let number = UInt64.random(in: 0...30, using: &generator)
            if Bool.random(using: &generator) {
                set.insert(number)
                oracle.insert(number)
            } else {
                set.remove(number)
                oracle.remove(number)
            }
            #expect(set.last == oracle.max())
            #expect((0...31).filter { set.contains($0) } == oracle.sorted())
            #expect(zip(set.stretches, set.stretches.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound })
        }
    }
}
