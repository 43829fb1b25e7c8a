import Foundation
import ObjectStore
import ReplicaLives
import Replication
import Storage
import Synchronization
import Testing

@testable import Replicator

@Suite("Restoring a database")
struct RestoreTests {
    @Test("Every state comes back byte for byte, by sequence, by point and by time", arguments: [512, 4_096, 65_536])
    func states(pageBytes: Int) async throws {
        let lab = try await RestoreLab(pageBytes: pageBytes, segments: 4)
        for sequence in 0...lab.end.sequence {
            let point = ReplicaPoint(timeline: 1, sequence: sequence)
            let expected = try #require(lab.states[point])
            let time = RestoreLab.time(of: sequence)
            for target in [RestoreTarget.sequence(sequence), .point(point), .time(time + Int64(sequence % 2) * 999)] {
                let (report, bytes) = try await lab.restore(target)
                #expect(bytes == expected, "\(target)")
                #expect(report.point == point)
                #expect(report.timestamp == time)
                #expect(Int(report.databasePages) * pageBytes == expected.count)
            }
        }
        let (report, bytes) = try await lab.restore(.newest)
        #expect(report.point == lab.point)
        #expect(bytes == lab.states[lab.point])
        #expect(Set(lab.states.values.map(\.count)).count > 1, "the database never shrank or grew")
    }

    @Test("A state that is not there is refused, and no other one comes instead")
    func absentStates() async throws {
        let lab = try await RestoreLab(segments: 2)
        let end = lab.point
        #expect(
            try await lab.failure(.sequence(9)) as? PlanError
                == .behindEnd(asked: ReplicaPoint(timeline: 1, sequence: 9), end: end))
        #expect(
            try await lab.failure(.point(ReplicaPoint(timeline: 7, sequence: 0))) as? PlanError == .unknownTimeline(7))
        #expect(
            try await lab.failure(.time(RestoreLab.firstTime - 1)) as? PlanError
                == .beforeBeginning(milliseconds: RestoreLab.firstTime - 1))
        lab.objects.objects = [:]
        for target in [RestoreTarget.newest, .sequence(0), .time(0)] {
            #expect(try await lab.failure(target) as? PlanError == .nothing)
        }
    }

    @Test("What an older timeline has is found by its time")
    func olderTimelines() async throws {
        var lab = try await RestoreLab(segments: 3)
        let branch = lab.point
        try await lab.begin(timeline: 2)
        #expect(try await lab.restore(.newest).report.point == ReplicaPoint(timeline: 2, sequence: 0))
        let (report, bytes) = try await lab.restore(.time(RestoreLab.time(of: 1)))
        #expect(report.point == ReplicaPoint(timeline: 1, sequence: 1))
        #expect(bytes == lab.states[report.point])
        #expect(try await lab.restore(.point(branch)).bytes == lab.states[branch])
    }

    @Test("A time in a gap is an error, and not the state before it")
    func gap() async throws {
        let lab = try await RestoreLab(segments: 4)
        lab.objects[ReplicaKey.segment(lab.store.database, timeline: 1, sequence: 3).name] = nil
        let expected = PlanError.gap(
            missing: ReplicaPoint(timeline: 1, sequence: 3), reachable: ReplicaPoint(timeline: 1, sequence: 2))
        for target in [RestoreTarget.newest, .sequence(4), .time(RestoreLab.time(of: 3)), .time(.max)] {
            #expect(try await lab.failure(target) as? PlanError == expected, "\(target)")
        }
        #expect(try await lab.restore(.sequence(2)).bytes == lab.states[ReplicaPoint(timeline: 1, sequence: 2)])
    }

    @Test("A database without pages is an empty file")
    func empty() async throws {
        let scratch = try Scratch()
        let objects = MemoryObjectStore()
        let store = ReplicaStore(objects: objects, database: DatabaseID(named: "empty"), key: try RestoreLab.key())
        let header = ObjectHeader(
            kind: .snapshot, keyIdentity: store.key.identity, database: store.database, timeline: 1, sequences: 0...0,
            pageSize: try #require(PageSize(bytes: 4_096)), databasePages: 0, hashBefore: 0, hashAfter: 0,
            previous: .none, timestamp: 7, writer: 1, salt: Replication.Digest(of: [1]))
        objects[ReplicaKey.snapshot(store.database, timeline: 1, sequence: 0, part: 0).name] =
            try header.sealed(payload: nil, key: store.key)
        _ = try await store.updateManifest(writer: 1, surroundings: restoreSurroundings()) {
            $0.timelines[1] = .some(nil)
            $0.snapshots = [
                SnapshotRecord(point: ReplicaPoint(timeline: 1, sequence: 0), parts: 1, timestamp: 7)
            ]
        }
        let restore = ReplicaRestore(store: store, surroundings: restoreSurroundings())
        let path = scratch.fresh("restored.db")
        let report = try await restore.run(try await restore.plan(.newest), to: path) { _ in }
        #expect(report.databasePages == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).isEmpty)
    }

    @Test("A file that is there is never replaced", arguments: ["", "-wal", "-shm"])
    func existing(suffix: String) async throws {
        let lab = try await RestoreLab(segments: 0)
        let restore = ReplicaRestore(store: lab.store, surroundings: restoreSurroundings())
        let planned = try await restore.plan(.newest)
        let path = lab.scratch.fresh("restored.db")
        try Data([1, 2]).write(to: URL(fileURLWithPath: path + suffix))
        await #expect(throws: StorageError.self) { try await restore.run(planned, to: path) { _ in } }
        #expect(try restoreLeftovers(path) == ["restored.db" + suffix])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + suffix)) == Data([1, 2]))
    }

    @Test("Progress grows, ends with all pages, and is told of no more often than it should be")
    func progress() async throws {
        let lab = try await RestoreLab(segments: 3)
        for (step, most) in [(Int64(0), 2), (1_000, Int.max)] {
            let restore = ReplicaRestore(store: lab.store, surroundings: restoreSurroundings(step: step))
            let told = Mutex<[RestoreProgress]>([])
            let planned = try await restore.plan(.newest)
            let report = try await restore.run(planned, to: lab.scratch.fresh("restored.db")) { progress in
                told.withLock { $0.append(progress) }
            }
            let all = told.withLock { $0 }
            #expect(all.count <= most)
            #expect(all.map(\.pages) == all.map(\.pages).sorted())
            let last = try #require(all.last)
            #expect(last.phase == .checking)
            #expect(last.pages == last.pagesInAll)
            #expect(last.bytes == report.downloadedBytes)
            #expect(report.downloadedBytes <= planned.downloadBytes)
            #expect(all.filter { $0.phase == .checking }.count == 1)
        }
    }

    @Test("A store that fails, and a task that is cancelled, leave nothing behind")
    func interrupted() async throws {
        let lab = try await RestoreLab(segments: 3)
        let restore = ReplicaRestore(store: lab.store, surroundings: restoreSurroundings())
        let planned = try await restore.plan(.newest)
        let path = lab.scratch.fresh("restored.db")
        lab.objects.onRequest { $0 == .get && $1.contains("/snap/") ? .unavailable : nil }
        await #expect(throws: ObjectStoreError.self) { try await restore.run(planned, to: path) { _ in } }
        #expect(try restoreLeftovers(path).isEmpty)
        lab.objects.onRequest { operation, _ in
            operation == .get ? .meanwhile { throw CancellationError() } : nil
        }
        await #expect(throws: CancellationError.self) { try await restore.run(planned, to: path) { _ in } }
        #expect(try restoreLeftovers(path).isEmpty)
    }
}
