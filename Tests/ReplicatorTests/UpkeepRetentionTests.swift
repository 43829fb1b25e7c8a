import ObjectStore
import ReplicaLives
import Replication
import Testing

@testable import Replicator

@Suite("What no retained point needs goes")
struct UpkeepRetentionTests {
    @Test("Over weeks, what is promised stays restorable and the rest is deleted")
    func weeks() async throws {
        var lab = try await UpkeepLab(seed: 11)
        let first = try #require(lab.names("snap").first)
        var counts: [Int] = []
        for day in 1...35 {
            for number in 0..<8 { try await lab.ship(after: number == 0 ? UpkeepLab.day - 70_000 : 10_000) }
            if day % 5 == 0 { try lab.keepFile() }
            _ = try await lab.upkeep.compact()
            if day % 7 == 0 { _ = try await lab.upkeep.prove(snapshot: true) { _ in } }
            _ = try await lab.upkeep.retain()
            try await lab.plan(lab.outermost, in: lab.objects)
            counts.append(lab.objects.names().count)
        }
        for state in lab.shipped.suffix(14) { try await lab.check(state) }
        #expect(lab.objects[first] == nil, "the oldest snapshot is still there")
        // It stops growing once the window is full.
        #expect(counts[34] < 2 * counts[20])
        let horizon = lab.clock.now - lab.policy.retention.window
        let manifest = try #require(try await lab.store.contents().manifest)
        #expect(manifest.snapshots.count { $0.timestamp <= horizon } <= 2)
        // Ends of runs are points for the whole window.
        let ends = Set(manifest.runs.filter { $0.timestamp >= horizon }.map(\.sequences.upperBound))
        #expect(ends.count > 10)
        try await lab.plan(lab.shipped.filter { ends.contains($0.point.sequence) }, in: lab.objects)
        #expect(lab.heard.events.allSatisfy { $0.level == .notice })
    }

    @Test("Every state of the whole window stays a point, and of a crowded replica those of the last days")
    func wholeWindow() async throws {
        var lab = try await UpkeepLab(seed: 14)
        lab.policy = UpkeepPolicy(
            retention: RetentionPolicy(
                window: 7 * UpkeepLab.day, everySegment: 7 * UpkeepLab.day, everyRun: UpkeepLab.day))
        for day in 1...16 {
            for number in 0..<8 { try await lab.ship(after: number == 0 ? UpkeepLab.day - 70_000 : 10_000) }
            _ = try await lab.upkeep.compact()
            if day % 3 == 0 { _ = try await lab.upkeep.prove(snapshot: true) { _ in } }
            _ = try await lab.upkeep.retain()
        }
        #expect(lab.promised.count >= 7 * 8)
        try await lab.plan(lab.promised, in: lab.objects)
        try await lab.check(try #require(lab.promised.first))
        let segments = lab.names("seg").count
        #expect(segments < lab.shipped.count - 8, "nothing was given up")
        #expect(lab.heard.events.allSatisfy { $0.level == .notice })

        lab.policy.segmentsKept = segments - 1
        lab.policy.crowdedMilliseconds = 2 * UpkeepLab.day
        _ = try await lab.upkeep.retain()
        #expect(lab.heard.events.contains { $0.level == .warning && $0.text.contains("one by one") })
        lab.clock.pass(UpkeepLab.day)
        #expect(try await lab.upkeep.retain().deleted > 0)
        #expect(lab.names("seg").count < segments)
        let kept = lab.shipped.filter { $0.timestamp >= lab.clock.now - 2 * UpkeepLab.day } + lab.shipped.suffix(1)
        try await lab.plan(kept, in: lab.objects)
    }

    /// A replica in which segments, runs and a snapshot are marked and their grace is over.
    private func ripe() async throws -> UpkeepLab {
        var lab = try await UpkeepLab(seed: 12)
        for number in 0..<8 { try await lab.ship(after: number == 0 ? 1_000 : 8_000) }
        _ = try await lab.upkeep.compact()
        _ = try await lab.upkeep.prove(snapshot: true) { _ in }
        for number in 0..<8 { try await lab.ship(after: number == 0 ? 15 * UpkeepLab.day : 8_000) }
        _ = try await lab.upkeep.compact()
        #expect(try await lab.upkeep.retain().marked > 2)
        lab.clock.pass(UpkeepLab.day)
        return lab
    }

    @Test("A crash at any step leaves what is promised, and the next round ends it", arguments: [false, true])
    func crash(isServed: Bool) async throws {
        let lab = try await ripe()
        let before = lab.objects.objects
        let whole = MemoryObjectStore(before)
        #expect(try await lab.upkeep(in: whole).retain().deleted > 5)
        let expected = Set(["seg", "run", "snap"].flatMap { lab.names($0, in: whole) })
        var step = 0
        while true {
            let objects = MemoryObjectStore(before)
            guard
                try await UpkeepCrash.at(
                    step, isServed: isServed, in: objects, { _ = try await lab.upkeep(in: objects).retain() })
            else { break }
            try await lab.plan(lab.outermost, in: objects)
            _ = try await lab.upkeep(in: objects).retain()
            try await lab.plan(lab.outermost, in: objects)
            #expect(Set(["seg", "run", "snap"].flatMap { lab.names($0, in: objects) }) == expected)
            step += 1
        }
        #expect(step > 10)
        // The marks are gone with what they marked.
        #expect(try await lab.store(in: whole).contents().manifest?.tombstones == [:])
    }

    @Test("Nothing is deleted before the grace is over, or when the clock went back")
    func grace() async throws {
        let lab = try await ripe()
        lab.clock.pass(-1)
        #expect(try await lab.upkeep.retain().deleted == 0)
        lab.clock.pass(-2 * UpkeepLab.day)
        _ = try await lab.upkeep.retain()
        lab.clock.pass(2 * UpkeepLab.day - 1)
        #expect(try await lab.upkeep.retain().deleted > 0)
    }

    @Test("A broken replica deletes nothing and says so")
    func broken() async throws {
        let lab = try await ripe()
        // The last segment says where the end is; the one before it is in no run.
        lab.objects[try #require(lab.names("seg").dropLast().last)] = nil
        let before = lab.objects.objects
        #expect(try await lab.upkeep.retain() == UpkeepReport())
        #expect(lab.objects.objects == before)
        #expect(lab.heard.events.contains { $0.level == .warning })
    }

    @Test("A timeline that nothing leads to goes as a whole, a few objects at a time")
    func deadTimeline() async throws {
        var lab = try await UpkeepLab(seed: 13)
        for _ in 0..<8 { try await lab.ship(after: 8_000) }
        _ = try await lab.upkeep.compact()
        try await lab.rebase()
        for _ in 0..<3 { try await lab.ship(after: 8_000) }
        lab.policy.deletesPerRound = 3
        lab.clock.pass(15 * UpkeepLab.day)
        try await lab.ship(after: 0)
        _ = try await lab.upkeep.retain()
        lab.clock.pass(UpkeepLab.day)
        let old = ReplicaKey.prefix(of: lab.database, timeline: 1)
        var rounds = 0
        while !lab.objects.names(old).isEmpty, rounds < 20 {
            #expect(try await lab.upkeep.retain().deleted <= 3)
            rounds += 1
        }
        #expect(lab.objects.names(old).isEmpty)
        #expect(rounds > 3)
        try await lab.check(try #require(lab.shipped.last))
    }

    @Test("What a crash left unnamed is deleted after the grace, unless it is named by then")
    func unnamed() async throws {
        var lab = try await UpkeepLab(seed: 14)
        for _ in 0..<3 { try await lab.ship(after: 8_000) }
        let lost = ReplicaKey.run(lab.database, timeline: 1, level: 1, sequences: 1...2).name
        let named = ReplicaKey.snapshot(lab.database, timeline: 1, sequence: 3, part: 0).name
        lab.objects[lost] = [1]
        lab.objects[named] = [1]
        #expect(try await lab.upkeep.retain().marked == 2)
        _ = try await lab.upkeep.prove(snapshot: true) { _ in }
        lab.clock.pass(UpkeepLab.day)
        #expect(try await lab.upkeep.retain().deleted == 1)
        #expect(lab.objects[lost] == nil)
        #expect(lab.objects[named] != nil)
    }

    @Test("A stretch of segments has a name of its own", arguments: [UInt64(5)...5, 5...6, 1...4_000_000_000])
    func names(sequences: ClosedRange<UInt64>) throws {
        let database = DatabaseID(named: "life.db")
        let name = DisposableUnit.name(ofSegments: sequences, of: database, timeline: 3)
        let found = try #require(DisposableUnit.segments(named: name))
        #expect(found.timeline == 3)
        #expect(found.sequences == sequences)
        for other in [name + "0", String(name.dropLast()), name + "-", "", "-", "/", name + "/x"] {
            #expect(DisposableUnit.segments(named: other) == nil)
        }
    }
}
