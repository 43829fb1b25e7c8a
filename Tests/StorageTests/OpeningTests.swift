import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct OpeningTests {
    @Test func makesADirectoryAndFilesThatNobodyElseMayRead() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open(as: .daemon)
            _ = try await scenario.registry(database).add()
            #expect(try permissions(scenario.directory) == 0o700)
            let names = try FileManager.default.contentsOfDirectory(atPath: scenario.directory).sorted()
            #expect(
                names == ["appliance.db", "appliance.db-shm", "appliance.db-wal", "daemon.lock", "writer.lock"])
            for name in names { #expect(try permissions(scenario.directory + "/" + name) == 0o600, "\(name)") }
            try await database.close()
        }
    }

    @Test func closesAFileThatOthersMayRead() async throws {
        try await withScenario { scenario in
            try await scenario.open().close()
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: scenario.databasePath)
            try await scenario.open().close()
            #expect(try permissions(scenario.databasePath) == 0o600)
        }
    }

    @Test func everyConnectionIsHardened() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let settings = [
                ("foreign_keys", 1), ("trusted_schema", 0), ("cell_size_check", 1), ("mmap_size", 0),
                ("auto_vacuum", 2), ("application_id", Migrations.applicationID),
                ("user_version", Migrations.newestVersion),
            ]
            for (setting, value) in settings {
                #expect(try await database.read { try Int.fetchOne($0, sql: "PRAGMA \(setting)") } == value)
                #expect(
                    try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA \(setting)") }
                        == value)
            }
            #expect(try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
            #expect(try await database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
            // Without DEFENSIVE, this would let a statement rewrite the schema.
            try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA writable_schema = ON") }
            await #expect(throws: StorageError.self) {
                try await database.write { try $0.execute(sql: "DELETE FROM sqlite_master") }
            }
            try await database.close()
        }
    }

    @Test func opensAgainAndKeepsWhatThereWas() async throws {
        try await withScenario { scenario in
            let first = try await scenario.open()
            let model = try await scenario.registry(first).add()
            try await first.close()
            let second = try await scenario.open()
            #expect(try await scenario.registry(second).model(id: model.id) == model)
            try await second.close()
        }
    }

    @Test func refusesASecondDaemonAndAllowsCommandsBesideOne() async throws {
        try await withScenario { scenario in
            let daemon = try await scenario.open(as: .daemon)
            let refusal = StorageError.alreadyServed(
                path: scenario.directory, processID: "\(ProcessInfo.processInfo.processIdentifier)")
            await #expect(throws: refusal) { try await scenario.open(as: .daemon) }

            let command = try await scenario.open()
            let model = try await scenario.registry(command, seed: 2).add()
            #expect(try await scenario.registry(daemon).model(id: model.id) == model)
            try await command.close()
            try await daemon.close()
        }
    }

    @Test func aDaemonFollowsADaemonThatHasGone() async throws {
        try await withScenario { scenario in
            do { try await scenario.open(as: .daemon).close() }
            try await scenario.open(as: .daemon).close()
        }
    }

    @Test func refusesANewerSchema() async throws {
        try await withScenario { scenario in
            try await scenario.open().close()
            try scenario.sabotage("PRAGMA user_version = 99")
            let refusal = StorageError.newerSchema(
                path: scenario.databasePath, found: 99, known: Migrations.newestVersion)
            await #expect(throws: refusal) { try await scenario.open() }
            #expect(refusal.description.contains("was made by a newer version"))
        }
    }

    @Test func refusesADatabaseOfAnotherProgramAndLeavesItAsItIs() async throws {
        try await withScenario { scenario in
            try FileManager.default.createDirectory(atPath: scenario.directory, withIntermediateDirectories: false)
            try scenario.sabotage("CREATE TABLE theirs (id)", "PRAGMA application_id = 7")
            let before = try Data(contentsOf: URL(filePath: scenario.databasePath))
            await #expect(throws: StorageError.foreignDatabase(path: scenario.databasePath, applicationID: 7)) {
                try await scenario.open()
            }
            #expect(try Data(contentsOf: URL(filePath: scenario.databasePath)) == before)
        }
    }

    @Test(arguments: ["not a database at all", String(repeating: "noise", count: 2_000), "SQLite format 3\u{0}"])
    func refusesAFileThatIsNoDatabase(_ content: String) async throws {
        try await withScenario { scenario in
            try FileManager.default.createDirectory(atPath: scenario.directory, withIntermediateDirectories: false)
            try Data(content.utf8).write(to: URL(filePath: scenario.databasePath))
            await #expect {
                try await scenario.open()
            } throws: { error in
                guard case StorageError.notADatabase(scenario.databasePath, _) = error else { return false }
                return true
            }
            #expect(try Data(contentsOf: URL(filePath: scenario.databasePath)) == Data(content.utf8))
        }
    }

    @Test func refusesADirectoryInPlaceOfTheFile() async throws {
        try await withScenario { scenario in
            try FileManager.default.createDirectory(
                atPath: scenario.databasePath, withIntermediateDirectories: true)
            let refusal = StorageError.notADatabase(path: scenario.databasePath, reason: "it is not a plain file")
            await #expect(throws: refusal) { try await scenario.open() }
        }
    }

    @Test func refusesDirectoriesThatCannotHoldADatabase() async throws {
        try await withScenario { scenario in
            let file = scenario.directory
            try Data().write(to: URL(filePath: file))
            await #expect(throws: StorageError.directoryUnusable(path: file, reason: "Not a directory")) {
                try await scenario.open()
            }
            let below = Scenario(directory: file + "/missing/data", limits: .standard)
            await #expect(throws: StorageError.self) { try await below.open() }
        }
    }

    @Test func refusesADirectoryThatAnyoneMayWriteIn() async throws {
        try await withScenario { scenario in
            try FileManager.default.createDirectory(
                atPath: scenario.directory, withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: scenario.directory)
            await #expect(throws: StorageError.directoryWritableByAnyone(path: scenario.directory)) {
                try await scenario.open()
            }
        }
    }

    @Test(arguments: [(0x6969, "NFS"), (0xFF53_4D42, "SMB"), (0xFE53_4D42, "SMB"), (0x0102_1997, "9P")])
    func knowsNetworkFileSystems(_ magic: UInt32, _ name: String) {
        #expect(SystemCalls.networkFileSystemName(magic: magic) == name)
    }

    @Test(arguments: [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630] as [UInt32])
    func takesLocalFileSystems(_ magic: UInt32) {
        #expect(SystemCalls.networkFileSystemName(magic: magic) == nil)
    }

    @Test func aClosedDatabaseAnswersWithAnError() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            try await database.close()
            try await database.close()
            await #expect(throws: StorageError.self) { try await scenario.registry(database).counts() }
            await #expect(throws: StorageError.closed(path: scenario.databasePath)) {
                try await scenario.registry(database).add()
            }
        }
    }

    @Test func aWriterWaitsOnlySoLong() async throws {
        var limits = Limits.standard
        limits.busyTimeoutMilliseconds = 20
        try await withScenario(limits: limits) { scenario in
            let database = try await scenario.open()
            let other = try FileLock(path: scenario.directory + "/writer.lock")
            #expect(try other.tryLock())
            await #expect(throws: StorageError.busy(path: scenario.directory + "/writer.lock", milliseconds: 20)) {
                try await scenario.registry(database).add()
            }
            // Readers need no turn.
            #expect(try await scenario.registry(database).models().isEmpty)
        }
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
