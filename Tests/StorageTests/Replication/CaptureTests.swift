import Foundation
import GRDB
import Replication
import Support
import Testing

@testable import Storage

@Suite("Capturing a database", .serialized)
struct CaptureTests {
    @Test(
        "Random histories are restored byte for byte at every segment",
        arguments: [
            (512, 1 as UInt64), (1_024, 2), (4_096, 3), (4_096, 4), (8_192, 5), (65_536, 6),
        ])
    func histories(pageBytes: Int, seed: UInt64) async throws {
        let scratch = try Scratch()
        let source = try PlainSource(path: scratch.path + "/source.db", pageBytes: pageBytes)
        var writes = RandomWrites(generator: SplitMix64(seed: seed))
        try await source.onReplicaWriter(RandomWrites.prepare)
        var lab = try await ReplicaLab(source, seed: seed)
        var expected: [Data] = []
        var checkpoints = 0
        for step in 0..<24 {
            for _ in 0..<Int.random(in: 1...4, using: &lab.generator) {
                try await source.onReplicaWriter(writes.next())
            }
            try await lab.ship()
            if step % 3 == 0 { expected.append(try scratch.settled(source.path, as: "\(lab.segments.count).settled")) }
            if step % 3 == 0 {
                try lab.restore(to: scratch.path + "/\(lab.segments.count).restored", segment: lab.segments.count)
                let restored = try Data(
                    contentsOf: URL(fileURLWithPath: scratch.path + "/\(lab.segments.count).restored"))
                #expect(restored == expected.last, "seed \(seed), step \(step)")
            }
            if Bool.random(using: &lab.generator), try await lab.capture.checkpoint() { checkpoints += 1 }
        }
        #expect(checkpoints > 3)
        // Some steps only roll back.
        #expect(lab.segments.count > 18)
        // An old point, once much has happened since.
        try lab.restore(to: scratch.path + "/first.restored", segment: 1)
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/first.restored")) == expected.first)
        try source.pool.close()
    }

    @Test(
        "After a kill at any point replication goes on where the replica ends", arguments: 1...12 as ClosedRange<UInt64>
    )
    func kills(seed: UInt64) async throws {
        let scratch = try Scratch()
        var source = try PlainSource(path: scratch.path + "/0.db", pageBytes: 1_024)
        var writes = RandomWrites(generator: SplitMix64(seed: seed))
        try await source.onReplicaWriter(RandomWrites.prepare)
        var lab = try await ReplicaLab(source, seed: seed)
        for life in 1...4 {
            for _ in 0..<Int.random(in: 0...8, using: &lab.generator) {
                try await source.onReplicaWriter(writes.next())
                switch Int.random(in: 0..<4, using: &lab.generator) {
                case 0: try await lab.ship()
                case 1: try await lab.ship(isLost: true)
                case 2: _ = try await lab.capture.checkpoint()
                default: break
                }
            }
            let copy = try scratch.copy(source.path, as: "\(life).db")
            lab.capture.stop()
            try source.pool.close()
            source = try PlainSource(path: copy, pageBytes: 1_024)
            let verdict = try await lab.resume(source)
            if case .shipFrames = verdict {} else { Issue.record("seed \(seed), life \(life): \(verdict)") }
            try await lab.ship()
            try lab.restore(to: scratch.path + "/\(life).restored", segment: lab.segments.count)
            let restored = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/\(life).restored"))
            #expect(restored == (try scratch.settled(source.path, as: "\(life).settled")), "seed \(seed), life \(life)")
        }
        try source.pool.close()
    }

    @Test("A program that empties the log behind the capture's back is found out, at once and at the next start")
    func intruder() async throws {
        let scratch = try Scratch()
        let source = try PlainSource(path: scratch.path + "/source.db", pageBytes: 4_096)
        try await source.onReplicaWriter(RandomWrites.prepare)
        var lab = try await ReplicaLab(source, seed: 1)
        var writes = RandomWrites(generator: SplitMix64(seed: 1))
        try await source.onReplicaWriter(writes.next())
        let intruder = try DatabaseQueue(path: source.path)
        try await intruder.writeWithoutTransaction { database in
            _ = try database.checkpoint(.restart)
            try database.execute(sql: "INSERT OR REPLACE INTO scratch VALUES (1, x'00')")
        }
        try await lab.capture.noticeOthers()
        await #expect(throws: CaptureError.self) { _ = try await lab.capture.changes(after: lab.cursor) }
        #expect(try await lab.capture.checkpoint() == false)
        try intruder.close()
        lab.capture.stop()
        let verdict = try await lab.resume(source)
        #expect(verdict == .rebase)
        try await lab.ship()
        try lab.restore(to: scratch.path + "/restored.db", segment: lab.segments.count)
        let restored = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/restored.db"))
        #expect(restored == (try scratch.settled(source.path, as: "settled")))
    }

    @Test("A pinned state stays as it is while the database changes and is checkpointed")
    func pinned() async throws {
        let scratch = try Scratch()
        let source = try PlainSource(path: scratch.path + "/source.db", pageBytes: 1_024)
        try await source.onReplicaWriter(RandomWrites.prepare)
        var lab = try await ReplicaLab(source, seed: 2)
        var writes = RandomWrites(generator: SplitMix64(seed: 2))
        let hasher = PageHasher(key: lab.key, database: lab.database)
        for isEmptied in [false, true] {
            for _ in 0..<5 { try await source.onReplicaWriter(writes.next()) }
            try await lab.ship()
            if isEmptied { #expect(try await lab.capture.checkpoint()) }
            let pinned = try await lab.capture.pin()
            let before = try await pinned.hashes(hasher)
            #expect(before == lab.hashes)
            for _ in 0..<20 {
                try await source.onReplicaWriter(writes.next())
                try await lab.ship()
                _ = try await lab.capture.checkpoint()
            }
            #expect(lab.hashes != before)
            #expect(try await pinned.hashes(hasher) == before)
            try await pinned.close()
        }
        try source.pool.close()
    }

    @Test("The hook tells of every commit, in order, and only of commits")
    func commits() async throws {
        let scratch = try Scratch()
        let source = try PlainSource(path: scratch.path + "/source.db", pageBytes: 4_096)
        try await source.onReplicaWriter(RandomWrites.prepare)
        let lab = try await ReplicaLab(source, seed: 3)
        let first = try #require(lab.capture.published)
        try await source.onReplicaWriter { database in
            try database.inTransaction {
                try database.execute(sql: "INSERT INTO scratch VALUES (1, x'01')")
                return .rollback
            }
        }
        #expect(lab.capture.published == first)
        try await source.onReplicaWriter { try $0.execute(sql: "INSERT INTO scratch VALUES (1, x'01')") }
        let second = try #require(lab.capture.published)
        #expect(second.salts == first.salts)
        #expect(second.frame > first.frame)
        var iterator = lab.capture.commits.makeAsyncIterator()
        #expect(await iterator.next() == second)
        #expect(try await source.onReplicaWriter { try Int.fetchOne($0, sql: "PRAGMA wal_autocheckpoint") } == 0)
        await #expect(throws: CaptureError.alreadyCaptured(path: source.path)) {
            _ = try await DatabaseCapture.start(on: source, as: lab.database, writer: 1)
        }
        lab.capture.stop()
        #expect(await iterator.next() == nil)
        try source.pool.close()
    }
}
