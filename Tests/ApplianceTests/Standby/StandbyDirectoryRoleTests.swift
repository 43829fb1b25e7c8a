import Access
import Foundation
import Logging
import Storage
import Synchronization
import Testing

@testable import Appliance

@Suite struct StandbyDirectoryRoleTests {
    @Test func theDirectoryAndTheOptionDecideTheRole() async throws {
        try await withStandbyDirectory { parent in
            let directory = parent + "/data"
            func role(_ follows: Bool) async throws -> FollowOption.Role {
                try await FollowOption.role(of: directory, follows: follows)
            }
            #expect(try await role(false) == .primary)
            #expect(try await role(true) == .standby)
            let standby = try StandbyDirectory(path: directory)
            #expect(try await role(true) == .standby)
            await #expect(throws: FollowOption.Refusal.isStandby(directory: directory)) { try await role(false) }
            // No command makes a database there, which would be taken for a promoted one.
            await #expect(throws: FollowOption.Refusal.isStandby(directory: directory)) {
                try await ApplianceDatabase.openForCommand(in: directory)
            }
            #expect(!FileManager.default.fileExists(atPath: directory + "/appliance.db"))
            try standby.abandon()
            #expect(try await role(false) == .primary)
        }
    }

    @Test func aPromotedDirectoryIsAPrimaryWhateverIsAsked() async throws {
        try await withStandbyDirectory { directory in
            try Data("promoted\n".utf8).write(to: URL(filePath: directory + "/standby"))
            #expect(try await FollowOption.role(of: directory, follows: true) == .promoted)
            #expect(try await FollowOption.role(of: directory, follows: false) == .primary)
        }
    }

    @Test func secretFilesBecomeThePrimarys() async throws {
        try await withStandbyDirectory { directory in
            let files = Mutex(["audit.key": "one", "token-keys.json": "two"])
            let log = ReplicaLog(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            let keeper = StandbyFiles(directory: directory, log: log) { scratch in
                try files.withLock { files in
                    for (name, text) in files {
                        let path = scratch + "/" + name
                        try Data(text.utf8).write(to: URL(filePath: path))
                        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
                    }
                    return files.keys.sorted()
                }
            }
            func text(_ name: String) throws -> String {
                try String(contentsOfFile: directory + "/" + name, encoding: .utf8)
            }
            #expect(try await keeper.refresh() == ["audit.key", "token-keys.json"])
            #expect(try await keeper.refresh() == [])
            files.withLock { $0["token-keys.json"] = "three" }
            #expect(try await keeper.refresh() == ["token-keys.json"])
            #expect(try text("token-keys.json") == "three" && text("audit.key") == "one")
            let left = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            #expect(left == ["audit.key", "token-keys.json"])
        }
    }

    @Test func aStandbyWithoutKeysBorrowsSomeAndWritesNone() async throws {
        try await withStandbyDirectory { parent in
            let directory = parent + "/data"
            let database = try await ApplianceDatabase.open(in: directory, as: .daemon)
            let setup = try await TokenSetup(
                settings: .standard(issuer: "http://127.0.0.1:8000"), database: database, dataDirectory: directory,
                credentialsDirectory: nil, clock: TestClock().clock, random: { UInt64.random(in: .min ... .max) },
                cares: false)
            #expect(!setup.keys.current.current.id.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: directory + "/" + SigningKeyFile.name))
            try await database.close()
        }
    }
}
