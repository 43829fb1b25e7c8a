import AuditTree
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct AuditCheckpointTests {
    @Test func theFirstOneMakesAndAnnouncesTheKey() async throws {
        try await withAudit { audit in
            #expect(try await audit.checkpoints.publicKey() == nil)
            try await audit.append(2)
            let made = try await audit.sign(minute: 3)
            #expect(made.isNew && made.size == 3)
            let key = try #require(try await audit.checkpoints.publicKey())
            #expect(key.verifies(made.note))
            let checkpoint = try Checkpoint(text: made.note.text)
            let state = try await audit.log.state(AuditQuery(limit: 1))
            #expect(checkpoint.root == state.root && checkpoint.origin == key.name)
            #expect(checkpoint.extensions == [Timestamp.minute(3).rfc3339] && state.checkpoint == made.note)
            let entry = try #require(state.page.entries.first)
            #expect(entry.action == "audit.key_created" && entry.detail == ["public_key": "\(key)"])
            for (file, mode) in [("audit.key", 0o600), ("audit-checkpoints.log", 0o600)] {
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: audit.scenario.directory + "/" + file)
                #expect(attributes[.posixPermissions] as? Int == mode)
            }
        }
    }

    @Test func withoutNewEntriesTheLastOneStands() async throws {
        try await withAudit { audit in
            let first = try await audit.sign(minute: 1)
            let again = try await audit.sign(minute: 2)
            #expect(!again.isNew && again.note == first.note)
            try await audit.append(1)
            #expect(try await audit.sign(minute: 3).size == 2)
            #expect(
                try audit.file() == "\(first.note)\n\(try await audit.log.state().checkpoint.map { "\($0)" } ?? "")\n")
        }
    }

    @Test func aFileThatLostOneGetsItAgain() async throws {
        try await withAudit { audit in
            let made = try await audit.sign(minute: 1)
            for damage in ["", "\(made.note.text.prefix(20))", "\(made.note)"] {
                try damage.write(toFile: audit.filePath, atomically: true, encoding: .utf8)
                try await audit.sign(minute: 2)
                #expect(CheckpointText(try audit.file()).checkpoints.map(\.note) == [made.note], "\(damage)")
            }
            #expect(try await audit.log.verify().problems == [])
        }
    }

    @Test func aNewKeyIsAnnouncedAndTheOldOneStaysKnown() async throws {
        try await withAudit { audit in
            try await audit.sign(minute: 1)
            let old = try #require(try await audit.checkpoints.publicKey())
            try FileManager.default.removeItem(atPath: audit.keyPath)
            let other = audit.checkpoints(seed: 2)
            #expect(try await other.make(by: AuditScenario.origin(2)).size == 2)
            let new = try #require(try await other.publicKey())
            #expect(new != old)
            let found = try await audit.log.verify()
            #expect(found.problems == [] && found.checkpoints == 2)
            let pinned = try await audit.log.verify(pinned: old)
            #expect(pinned.problems.count == 2 && pinned.problems[0].contains("not signed with a key of this log"))
        }
    }

    @Test func aCredentialIsTheKey() async throws {
        try await withAudit { audit in
            let path = audit.scenario.directory + "/credential"
            try (Base64.text(of: [UInt8](repeating: 9, count: 32)) + "\n").write(
                toFile: path, atomically: true, encoding: .utf8)
            let checkpoints = AuditCheckpoints(database: audit.database, credential: path) { [] }
            let made = try await checkpoints.make(by: AuditScenario.origin(1))
            #expect(try await checkpoints.publicKey()?.verifies(made.note) == true)
            #expect(!FileManager.default.fileExists(atPath: audit.keyPath))
            #expect(try await audit.log.verify().problems == [])
        }
    }

    @Test(arguments: ["", "AAAA\n", "not base64\n", String(repeating: "A", count: 200)])
    func aKeyThatIsNoneIsRefused(text: String) async throws {
        try await withAudit { audit in
            try text.write(toFile: audit.keyPath, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: audit.keyPath)
            await #expect(throws: StorageError.self) { try await audit.sign(minute: 1) }
            #expect(try await audit.log.state().size == 0)
        }
    }

    @Test func aKeyThatOthersMayReadIsRefused() async throws {
        try await withAudit { audit in
            try await audit.sign(minute: 1)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: audit.keyPath)
            try await audit.append(1)
            await #expect(throws: StorageError.self) { try await audit.sign(minute: 2) }
        }
    }

    @Test func whatContradictsTheLastOneIsNotSigned() async throws {
        try await withAudit { audit in
            try await audit.append(5)
            try await audit.sign(minute: 6)
            try audit.scenario.sabotage(
                "DROP TRIGGER audit_tree_fixed", "UPDATE audit_tree SET hash = zeroblob(32) WHERE level = 2")
            try await audit.append(1)
            do {
                try await audit.sign(minute: 7)
                Issue.record("It was signed.")
            } catch StorageError.auditContradicted(_, let reason) {
                #expect(reason == "the first 6 entries are not the ones that were signed")
            }
        }
    }
}

extension AuditScenario {
    var keyPath: String { scenario.directory + "/audit.key" }
    var filePath: String { scenario.directory + "/audit-checkpoints.log" }
    func file() throws -> String { try String(contentsOfFile: filePath, encoding: .utf8) }
}
