import Foundation
import GRDB
import ObjectStore
import ReplicaLives
import Replication
import Storage
import Support
import Testing

@testable import Replicator

@Suite("A standby that follows", .serialized, .timeLimit(.minutes(10)))
struct StandbyFollowingTests {
    @Test(
        "What is served is the primary's state after each change, in databases that grow and shrink",
        arguments: [(512, 1), (1_024, 2), (4_096, 3), (65_536, 4)] as [(Int, UInt64)])
    func follows(pageBytes: Int, seed: UInt64) async throws {
        try await LifeClock.during(seed: seed) { clock in
            var lab = try StandbyLab(clock: clock)
            var generator = SplitMix64(seed: seed)
            let running = try await lab.start(pageBytes: pageBytes)
            try await lab.write(3, to: running)
            try await lab.begin()
            #expect(lab.copy.file == .first)
            try await lab.check()
            #expect(lab.follower.status.lagMilliseconds == nil)
            for _ in 0..<6 {
                let last = (try lab.point(), lab.copy.file)
                try await lab.write(Int.random(in: 1...8, using: &generator), to: running)
                try await lab.catchUp()
                #expect(try lab.point() == running.replicator.status.point)
                #expect(try lab.point() != last.0)
                try await lab.check()
            }
            try await lab.checkBoth()
            #expect(lab.follower.status.lagMilliseconds != nil)
            #expect(lab.events.all.isEmpty)
            try await running.stop()
        }
    }

    @Test("Pages that go are cut off both copies, and come again")
    func shrinks() async throws {
        try await LifeClock.during(seed: 5) { clock in
            var lab = try StandbyLab(clock: clock)
            let running = try await lab.start()
            try await lab.write(2, to: running)
            try await lab.begin()
            var sizes: [Int] = []
            let steps = [
                "CREATE TABLE bulk AS SELECT randomblob(300000) AS value", "DROP TABLE bulk; VACUUM",
                "CREATE TABLE bulk AS SELECT randomblob(100000) AS value",
            ]
            for sql in steps {
                try await running.database.onReplicaWriter { try $0.execute(sql: sql) }
                try await running.settle()
                try await lab.catchUp()
                try await lab.check()
                sizes.append(try lab.served.count)
            }
            #expect(sizes[0] > 300_000 && sizes[1] < 100_000 && (100_000..<300_000).contains(sizes[2]))
            try await lab.checkBoth()
            try await running.stop()
        }
    }

    @Test(
        "Segments that were merged are applied as a run, and where the run began earlier the copies are made anew",
        arguments: [0, 3])
    func compaction(applied: Int) async throws {
        try await LifeClock.during(seed: 6) { clock in
            var lab = try StandbyLab(clock: clock)
            let running = try await lab.start()
            try await lab.begin()
            try await lab.write(applied, to: running)
            try await lab.catchUp()
            try await lab.write(8, to: running)
            // What was written in one stretch of time is merged once that has passed.
            try await clock.sleep(Int(max(0, StandbyLab.stretch - clock.elapsed)) + 1_000)
            try await lab.write(1, to: running)
            try await lab.compact()
            let runs = try await lab.place.store.contents(.all).inventory.runs
            let next = try lab.point().sequence + 1
            let run = try #require(runs.first { $0.sequences.contains(next) })
            #expect((run.sequences.lowerBound == next) == (applied == 0))
            for sequence in run.sequences {
                lab.objects[ReplicaKey.segment(ReplicaPlace.database, timeline: 1, sequence: sequence).name] = nil
            }
            try await lab.catchUp()
            try await lab.check()
            #expect(try lab.point() == running.replicator.status.point)
            #expect(lab.events.all.filter { $0.text.contains("anew") }.count == (applied == 0 ? 0 : 1))
            try await lab.write(2, to: running)
            try await lab.catchUp()
            try await lab.checkBoth()
            try await running.stop()
        }
    }

    @Test("While the store is out of reach the last state is served and the lag grows")
    func unreachable() async throws {
        try await LifeClock.during(seed: 7) { clock in
            var lab = try StandbyLab(clock: clock)
            let running = try await lab.start()
            try await lab.write(2, to: running)
            try await lab.begin()
            let following = Task { [follower = lab.follower] in try await follower.run() }
            try await lab.wait { lab.follower.status.lagMilliseconds != nil }
            try await lab.write(2, to: running)
            try await lab.wait { lab.follower.status.point == running.replicator.status.point }
            let store = StoreSwitch()
            lab.objects.onRequest(store.hook)
            store.set(down: true)
            let before = try lab.served
            try await lab.wait { lab.follower.status.lagMilliseconds ?? 0 > 20_000 }
            guard case .failing = lab.follower.status.phase else {
                Issue.record("\(lab.follower.status.phase)")
                return
            }
            #expect(try lab.served == before)
            #expect(lab.events.alarms.isEmpty)
            // Said once, however often it is tried.
            #expect(lab.events.all.filter { $0.level == .warning }.count <= 2)
            _ = lab.objects.takeRequests()
            try await clock.sleep(30_000)
            #expect(lab.objects.takeRequests().values.reduce(0, +) < 60)
            store.set(down: false)
            try await lab.write(2, to: running)
            try await lab.wait {
                lab.follower.status.phase == .following
                    && lab.follower.status.point == running.replicator.status.point
            }
            following.cancel()
            try await following.value
            try await lab.check()
            #expect(lab.events.all.last?.level == .notice)
            try await running.stop()
        }
    }

    @Test("A follower that is told to stop does so within a round, and a promotion applies the rest")
    func stops() async throws {
        try await LifeClock.during(seed: 8) { clock in
            var lab = try StandbyLab(clock: clock)
            let running = try await lab.start()
            try await lab.write(2, to: running)
            try await lab.begin()
            let point = try lab.point()
            try await lab.write(5, to: running)
            try await running.stop()
            // The second segment never comes.
            let slow = ReplicaKey.segment(
                ReplicaPlace.database, timeline: point.timeline, sequence: point.sequence + 2
            ).name
            let waiting = StoreSwitch()
            lab.objects.onRequest { operation, name in
                guard operation == .get, name == slow else { return nil }
                waiting.set(down: true)
                return .meanwhile { try await clock.sleep(.max / 2) }
            }
            let following = Task { [follower = lab.follower] in try await follower.run() }
            try await lab.wait { waiting.isSet }
            following.cancel()
            try await following.value
            #expect(lab.follower.status.point?.sequence ?? .max <= point.sequence + 1)
            lab.objects.onRequest(nil)
            let finished = try await lab.follower.finish()
            #expect(finished.file == lab.copy.file)
            #expect(finished.point == running.replicator.status.point)
            try await lab.check()
            #expect(lab.events.all.isEmpty)
        }
    }

    @Test("Between two attempts passes more and more time, up to a bound")
    func pauses() {
        let pauses = [0, 1, 2, 3, 4, 5, 100, .max].map { StandbyFollower.pause(after: $0) }
        #expect(pauses == [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
    }
}

extension StoreSwitch {
    /// Whether it was set down.
    var isSet: Bool { hook(.get, "") != nil }
}
