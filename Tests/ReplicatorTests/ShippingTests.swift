import Foundation
import GRDB
import ObjectStore
import ReplicaLives
import Replication
import Storage
import Synchronization
import Testing

@testable import Replicator

/// The events of a replicator.
final class HeardEvents: Sendable {
    private let heard = Mutex<[ReplicaEvent]>([])
    var all: [ReplicaEvent] { heard.withLock { $0 } }
    var alarms: [String] { all.filter { $0.level == .alarm }.map(\.text) }
    func hear(_ event: ReplicaEvent) { heard.withLock { $0.append(event) } }
}

/// A store that is there or is not.
final class StoreSwitch: Sendable {
    private let isDown = Mutex(false)
    func set(down: Bool) { isDown.withLock { $0 = down } }
    var hook: MemoryObjectStore.Hook { { _, _ in self.isDown.withLock { $0 } ? .unavailable : nil } }
}

/// One replicator over one database, in a directory that goes with it.
struct ShippingLab {
    let scratch: Scratch
    let clock: LifeClock
    let objects: MemoryObjectStore
    var ledger = Ledger(seed: 5)
    let events = HeardEvents()
    var settings = ReplicatorSettings.quick

    init(clock: LifeClock) throws {
        scratch = try Scratch()
        self.clock = clock
        objects = MemoryObjectStore()
    }

    var place: ReplicaPlace {
        get throws { try ReplicaPlace(objects: objects, surroundings: clock.surroundings) }
    }

    func start() async throws -> RunningReplica {
        try await RunningReplica.start(
            in: scratch.path + "/life", at: place, settings: settings, listener: events.hear)
    }

    mutating func write(_ count: Int, to running: RunningReplica) async throws {
        for _ in 0..<count { try await ledger.write(to: running.database) }
    }

    /// Waits for something that other tasks bring about.
    func wait(for condition: () -> Bool) async throws {
        for _ in 0..<20_000 {
            if condition() { return }
            try await clock.sleep(20)
        }
        Issue.record("it never came; \(events.all)")
    }
}

@Suite("Shipping", .serialized, .timeLimit(.minutes(10)))
struct ShippingTests {
    @Test("Every commit arrives, and the restored file is the database byte for byte")
    func follows() async throws {
        try await LifeClock.during(seed: 1) { clock in
            var lab = try ShippingLab(clock: clock)
            let running = try await lab.start()
            try await lab.write(30, to: running)
            #expect(await running.replicator.acknowledged(withinMilliseconds: 60_000))
            let status = running.replicator.status
            #expect(status.phase == .following)
            #expect(status.lagMilliseconds == 0)
            #expect(!status.lastLags.isEmpty)
            #expect(status.segments > 0)
            try await lab.place.prove(running, in: lab.scratch, ledger: lab.ledger)
            // Going on after an orderly end needs nothing but the log.
            let again = try await lab.start()
            try await lab.write(3, to: again)
            try await lab.place.prove(again, in: lab.scratch, ledger: lab.ledger)
            #expect(lab.events.alarms.isEmpty)
        }
    }

    @Test("A store that is down costs nothing but time: the spool keeps what left the log, also over a restart")
    func storeDown() async throws {
        try await LifeClock.during(seed: 2) { clock in
            var lab = try ShippingLab(clock: clock)
            let store = StoreSwitch()
            lab.objects.onRequest(store.hook)
            let running = try await lab.start()
            try await lab.write(5, to: running)
            #expect(await running.replicator.acknowledged(withinMilliseconds: 60_000))
            store.set(down: true)
            try await lab.write(60, to: running)
            try await lab.wait { running.replicator.status.phase == .spooling }
            #expect(await !running.replicator.acknowledged(withinMilliseconds: 60_000))
            try await lab.wait {
                running.replicator.status.spoolBytes > 0 && running.replicator.status.logBytes < 64 << 10
            }
            try await lab.write(5, to: running)
            #expect(try await running.stop() == nil)
            let again = try await lab.start()
            try await lab.write(5, to: again)
            store.set(down: false)
            try await lab.place.prove(again, in: lab.scratch, ledger: lab.ledger)
            #expect(lab.events.alarms.isEmpty)
            #expect(again.replicator.status.spoolBytes == 0)
        }
    }

    @Test("A spool that is full is folded, then dropped and replaced by a snapshot, announced at each step")
    func fullSpool() async throws {
        try await LifeClock.during(seed: 3) { clock in
            var lab = try ShippingLab(clock: clock)
            lab.settings.spoolBytes = 200 << 10
            let store = StoreSwitch()
            lab.objects.onRequest(store.hook)
            let running = try await lab.start()
            try await lab.write(5, to: running)
            #expect(await running.replicator.acknowledged(withinMilliseconds: 60_000))
            store.set(down: true)
            for _ in 0..<400 where !lab.events.alarms.contains(where: { $0.contains("is emptied") }) {
                try await lab.write(5, to: running)
                try await clock.sleep(300)
            }
            #expect(lab.events.alarms.contains { $0.contains("only the last image of each page is kept") })
            #expect(lab.events.alarms.contains { $0.contains("is emptied") })
            store.set(down: false)
            try await lab.place.prove(running, in: lab.scratch, ledger: lab.ledger)
            #expect(running.replicator.status.point?.timeline == 2)
        }
    }

    @Test("The second writer of a replica wins by its record, and the first one stops and says so")
    func fenced() async throws {
        try await LifeClock.during(seed: 4) { clock in
            var lab = try ShippingLab(clock: clock)
            let running = try await lab.start()
            try await lab.write(5, to: running)
            #expect(await running.replicator.acknowledged(withinMilliseconds: 60_000))
            let other = lab.scratch.path + "/other"
            try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
            let report = try await lab.place.restore(to: RunningReplica.path(in: other))
            try ReplicaNote(database: ReplicaPlace.database, lastPoint: report.point, beginsTimeline: true)
                .store(for: RunningReplica.path(in: other), forgetsWriters: true)
            let second = try await RunningReplica.start(in: other, at: lab.place)
            try await second.settle()
            #expect(second.replicator.status.point?.timeline == 2)
            try await lab.write(5, to: running)
            try await lab.wait { running.stopReason != nil }
            #expect(try await running.stop() is ReplicatorError)
            #expect(lab.events.alarms.contains { $0.contains("writes to this replica") })
            // It stays refused.
            let again = try await lab.start()
            try await lab.wait { again.stopReason != nil }
            #expect(try await again.stop() is ReplicatorError)
            try await second.stop()
        }
    }

    @Test("A bucket that someone emptied gets a new replica, with an alarm")
    func emptied() async throws {
        try await LifeClock.during(seed: 6) { clock in
            var lab = try ShippingLab(clock: clock)
            let running = try await lab.start()
            try await lab.write(20, to: running)
            #expect(await running.replicator.acknowledged(withinMilliseconds: 60_000))
            lab.objects.objects = [:]
            running.replicator.beginAnew(because: "The store has nothing of the replica.")
            try await lab.write(5, to: running)
            try await lab.wait { !lab.events.alarms.isEmpty }
            try await lab.place.prove(running, in: lab.scratch, ledger: lab.ledger)
            lab.objects.objects = [:]
            let again = try await lab.start()
            try await lab.place.prove(again, in: lab.scratch, ledger: lab.ledger)
            #expect(lab.events.alarms.count == 2)
        }
    }

    @Test("A reader that holds the log up delays its emptying and nothing else")
    func reader() async throws {
        try await LifeClock.during(seed: 7) { clock in
            var lab = try ShippingLab(clock: clock)
            let running = try await lab.start()
            let snapshot = try running.database.pool.makeSnapshot()
            try await lab.write(60, to: running)
            #expect(await running.replicator.acknowledged(withinMilliseconds: 60_000))
            #expect(running.replicator.status.logBytes > 64 << 10)
            try snapshot.close()
            try await lab.wait { running.replicator.status.logBytes < 64 << 10 }
            try await lab.write(10, to: running)
            try await lab.place.prove(running, in: lab.scratch, ledger: lab.ledger)
            #expect(lab.events.alarms.isEmpty)
        }
    }
}

@Suite("Parts of shipping")
struct ShippingPartsTests {
    private static let salts = WALSalts(first: 1, second: 1)

    @Test("Commits wait until a segment has them, also over a new use of the log")
    func commitTimes() {
        var times = CommitTimes()
        #expect(times.since == nil)
        times.note(LogPosition(salts: Self.salts, frame: 4), at: 10)
        times.note(LogPosition(salts: Self.salts, frame: 9), at: 20)
        #expect(times.since == 10)
        #expect(times.acknowledge(upTo: LogPosition(salts: Self.salts, frame: 4), isAll: false, at: 30) == [20])
        #expect(times.since == 20)
        let later = LogPosition(salts: WALSalts(first: 2, second: 2), frame: 1)
        times.note(later, at: 40)
        #expect(times.acknowledge(upTo: later, isAll: true, at: 50) == [30, 10])
        #expect(times.since == nil)
        for frame in 0..<UInt32(Limits.rememberedCommits) + 5 {
            times.note(LogPosition(salts: Self.salts, frame: frame + 1), at: 60)
        }
        let all = LogPosition(salts: Self.salts, frame: .max)
        #expect(times.acknowledge(upTo: all, isAll: true, at: 60).count == Limits.rememberedCommits)
    }

    @Test("An answer waits for the segment that covers it, and at most so many wait")
    func acknowledgements() async throws {
        let answers = Acknowledgements()
        let first = try #require(answers.register())
        #expect(answers.hasNew)
        #expect(answers.takeNew() == [first])
        #expect(!answers.hasNew)
        answers.end([first], as: true)
        #expect(await answers.wait(for: first))
        for _ in 0..<Limits.waitingAnswers { _ = answers.register() }
        #expect(answers.register() == nil)
        answers.endAll(as: false)
        #expect(answers.register() != nil)
    }

    @Test("A spool's list is all that counts, and one that is damaged stands for missing changes")
    func spool() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/spool"
        let spool = try Spool(path: path)
        let header = try Self.header(1)
        try spool.append([1, 2, 3], as: header)
        try spool.append([4], as: try Self.header(2))
        #expect(try Spool(path: path).entries.map(\.bytes) == [3, 1])
        #expect(try spool.read(spool.entries[0]) == [1, 2, 3])
        try spool.fold(keeping: 1, into: [9, 9], as: try Self.header(3))
        #expect(spool.bytes == 5)
        try spool.removeFirst()
        #expect(try Spool(path: path).entries.map(\.bytes) == [2])
        try spool.empty(dropping: true)
        #expect(try Spool(path: path).isDropped)
        try spool.empty(dropping: false)
        #expect(try !Spool(path: path).isDropped)
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path + "/list"))
        #expect(try Spool(path: path).isDropped)
    }

    private static func header(_ sequence: UInt64) throws -> ObjectHeader {
        ObjectHeader(
            kind: .segment, keyIdentity: 1, database: DatabaseID(1), timeline: 1, sequences: sequence...sequence,
            pageSize: try #require(PageSize(bytes: 512)), databasePages: 1, hashBefore: 0, hashAfter: 0,
            previous: .none, timestamp: 0, writer: 1, salt: .none)
    }
}
