import Foundation
import GRDB
import Replication
import Support
import Testing

@testable import Storage

@Suite("The appliance's databases with a replica", .serialized)
struct ReplicatedDatabasesTests {
    @Test("A command beside the daemon leaves the log alone, and what it wrote is shipped")
    func command() async throws {
        let scratch = try Scratch()
        let daemon = try await ApplianceDatabase.open(in: scratch.path, as: .daemon)
        var lab = try await ReplicaLab(daemon, seed: 1)
        let command = try await ApplianceDatabase.open(in: scratch.path, as: .command)
        let settings = try await command.writeWithoutTransaction {
            try Int.fetchOne($0, sql: "PRAGMA wal_autocheckpoint")
        }
        #expect(settings == 0)
        try await command.write(RandomWrites.prepare)
        try await command.checkpoint()
        try await command.close()
        let before = lab.capture.published
        try await lab.capture.noticeOthers()
        #expect(lab.capture.published != before)
        try await lab.ship()
        try lab.restore(to: scratch.path + "/restored.db", segment: 1)
        let restored = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/restored.db"))
        #expect(restored == (try scratch.settled(daemon.path, as: "settled")))

        #expect(try await lab.capture.checkpoint())
        try await daemon.close()
        let again = try await ApplianceDatabase.open(in: scratch.path, as: .command)
        let verdict = try await lab.resume(again)
        if case .shipFrames = verdict {} else { Issue.record("\(verdict)") }
        try await lab.ship()
        try await again.close()
    }

    @Test("Without a replica nothing is held back")
    func unreplicated() async throws {
        let scratch = try Scratch()
        let database = try await ApplianceDatabase.open(in: scratch.path, as: .daemon)
        #expect(database.ledger.isFree)
        #expect(
            try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA wal_autocheckpoint") }
                == database.limits.checkpointPages)
        try await database.checkpoint()
        #expect(SystemCalls.size(of: database.path + "-wal") == 0)
        try await database.close()
        #expect(!(try await database.pauseReplica()))
        #expect(!CaptureState.exists(for: database.path))
    }

    @Test("Without its replica a database empties its log again, and is compared with the replica before that goes on")
    func givenUp() async throws {
        let scratch = try Scratch()
        // A daemon's lock lives as long as its database, so each has a scope.
        do {
            let first = try await ApplianceDatabase.open(in: scratch.path, as: .daemon)
            let lab = try await ReplicaLab(first, seed: 3)
            try await first.write(RandomWrites.prepare)
            try await first.close()
            _ = lab
        }
        do {
            let daemon = try await ApplianceDatabase.open(in: scratch.path, as: .daemon)
            #expect(!daemon.ledger.isFree)
            #expect(try await daemon.pauseReplica())
            #expect(daemon.ledger.isFree)
            for _ in 0..<40 {
                try await daemon.writeWithoutTransaction { database in
                    try database.execute(sql: "CREATE TABLE IF NOT EXISTS filler(value)")
                    try database.execute(sql: "INSERT INTO filler VALUES (zeroblob(1048576))")
                    try database.execute(sql: "DELETE FROM filler")
                }
            }
            // Twice what SQLite lets it have before it checkpoints, and one transaction more.
            let bound = 2 * (daemon.limits.checkpointPages * 4_200 + (1 << 20) + (1 << 16))
            #expect(SystemCalls.size(of: daemon.path + "-wal") < bound)
            let command = try await ApplianceDatabase.open(in: scratch.path, as: .command)
            #expect(command.ledger.isFree)
            try await command.close()
            try await daemon.close()
        }
        let later = try await ApplianceDatabase.open(in: scratch.path, as: .daemon)
        #expect(later.ledger.isFree)
        #expect(try await later.pauseReplica())
        let again = try await ReplicaLab(later, seed: 3)
        #expect(CaptureState.holdsLog(for: later.path))
        #expect(!later.ledger.isFree)
        // What is captured is nobody else's to give up.
        await #expect(throws: CaptureError.self) { try await later.pauseReplica() }
        try await later.close()
        _ = again
    }

    @Test("Telemetry empties its log only when all of it is safe, and is captured like the rest")
    func telemetry() async throws {
        let scratch = try Scratch()
        let database = try await TelemetryDatabase.open(in: scratch.path, as: .daemon, maximumBytes: 64 << 20)
        let write = TelemetryWrite(pages: 4_000, newPages: 2_000)
        func fill(_ count: Int) throws {
            try database.write(write) { database in
                try database.execute(sql: "CREATE TABLE IF NOT EXISTS scratch(value)")
                for _ in 0..<count { try database.execute(sql: "INSERT INTO scratch VALUES (randomblob(3000))") }
            }
        }
        try fill(10)
        var lab = try await ReplicaLab(database, seed: 2)
        try fill(2_000)
        let full = SystemCalls.size(of: database.path + "-wal")
        #expect(full > database.limits.telemetryLogBytes)
        try await lab.ship()
        try fill(1)
        // The commit behind the shipped ones is not safe, so the log stays.
        #expect(SystemCalls.size(of: database.path + "-wal") > full)
        try await lab.ship()
        #expect(try await lab.capture.checkpoint())
        try fill(1)
        try await lab.ship()
        try lab.restore(to: scratch.path + "/restored.db", segment: lab.segments.count)
        let restored = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/restored.db"))
        #expect(restored == (try scratch.settled(database.path, as: "settled")))
        try await database.close()
    }

    @Test("The note of a replica reads as it was written, and nothing else does")
    func notes() throws {
        let state = CaptureState(
            database: DatabaseID(77), lastPoint: ReplicaPoint(timeline: 2, sequence: .max), writers: [1, Word128(.max)])
        #expect(CaptureState(text: state.text) == state)
        let new = CaptureState(database: DatabaseID(77), lastPoint: nil, writers: [])
        #expect(CaptureState(text: new.text) == new)
        for beginsTimeline in [false, true] {
            for point in [nil, ReplicaPoint(timeline: 1, sequence: 0)] where point != nil || !beginsTimeline {
                var idle = CaptureState(
                    database: DatabaseID(77), lastPoint: point, beginsTimeline: beginsTimeline, writers: [3])
                idle.isIdle = true
                #expect(CaptureState(text: idle.text) == idle)
            }
        }
        #expect(CaptureState(text: new.text.replacing("none", with: "idle")) == nil)
        let lines = state.text.split(separator: "\n")
        for text in [
            "", state.text + "x", state.text.replacing("1", with: "g"), lines.dropFirst().joined(separator: "\n"),
        ] {
            #expect(CaptureState(text: text) == nil)
        }
        let many = CaptureState(database: DatabaseID(1), lastPoint: nil, writers: (0..<40).map { Word128($0) })
        #expect(CaptureState(text: many.text)?.writers.count == CaptureState.writers)
        #expect(many.text.utf8.count < CaptureState.maximumBytes)
    }

    @Test("A restored file replaces nothing and gets no name before it is sound")
    func restoreFile() throws {
        let scratch = try Scratch()
        let pageSize = try #require(PageSize(bytes: 512))
        let path = scratch.path + "/restored.db"
        let damaged = try RestoreFile(path: path, pageSize: pageSize)
        try damaged.write(page: 1, image: [UInt8](repeating: 1, count: 512)[...])
        #expect(throws: StorageError.self) { try damaged.finish(databasePages: 1) }
        damaged.discard()
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
        let file = try RestoreFile(path: path, pageSize: pageSize)
        #expect(FileManager.default.createFile(atPath: path, contents: Data("mine".utf8)))
        #expect(throws: StorageError.self) { try file.finish(databasePages: 0) }
        #expect(throws: StorageError.self) { try RestoreFile(path: path, pageSize: pageSize) }
        #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
    }
}
