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
        #expect(!CaptureState.exists(for: database.path))
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
