import AuditTree
import Foundation
import GRDB
import Testing

@testable import Storage

/// What somebody who may write the files can do to the log, and how it shows.
@Suite struct AuditTamperingTests {
    private static let unlock = ["audit_log", "audit_tree", "audit_checkpoints"].flatMap {
        ["DROP TRIGGER \($0)_fixed", "DROP TRIGGER \($0)_stays"]
    }.joined(separator: ";")

    /// Twelve entries, of which the first nine are signed, changed by statements and then checked.
    private static func problems(after sql: String) async throws -> [String] {
        var problems: [String] = []
        try await withAudit { audit in
            try await audit.append(8)
            try await audit.sign(minute: 9)
            try await audit.append(3)
            try audit.scenario.sabotage(unlock, sql)
            problems = try await audit.log.verify().problems
        }
        return problems
    }

    @Test(arguments: [
        ("UPDATE audit_log SET actor = 'user:9' WHERE seq = 4", "Entry 4 is not the one that was recorded"),
        ("UPDATE audit_log SET at = at + 1 WHERE seq = 12", "Entry 12 is not the one that was recorded"),
        ("UPDATE audit_log SET detail = replace(detail, ':', ': ') WHERE seq = 2", "Entry 2 has details that are not"),
        ("UPDATE audit_log SET detail = '{]}' WHERE seq = 2", "Entry 2 cannot be read"),
        ("DELETE FROM audit_log WHERE seq > 10", "The log ends with entry 10, but the tree goes on to entry 12"),
        ("DELETE FROM audit_log WHERE seq > 6", "The log has 6 entries, fewer than the checkpoint of"),
        ("DELETE FROM audit_log WHERE seq = 5", "Entries 5 to 5 are missing: the log goes on with entry 6"),
        ("DELETE FROM audit_log", "The log has 0 entries, fewer than the checkpoint of"),
        ("DELETE FROM audit_tree WHERE level = 1 AND position = 2", "The tree lacks the hash over the entries 5 to 6"),
        (
            "UPDATE audit_tree SET hash = zeroblob(32) WHERE level = 2 AND position = 1",
            "The tree's hash over the entries 5 to 8 is not theirs"
        ),
        ("INSERT INTO audit_tree VALUES (5, 0, zeroblob(32))", "The tree has hashes that belong to no entry"),
        (
            "INSERT INTO audit_log SELECT 13, at, actor, action, subject, outcome, detail, address, request_id FROM audit_log WHERE seq = 1",
            "Entry 13 has no hash in the tree"
        ),
        ("UPDATE audit_checkpoints SET note = replace(note, '2025', '2024')", "is not signed with a key of this log"),
        ("UPDATE audit_checkpoints SET note = 'x'", "The database's checkpoints cannot be compared"),
        ("UPDATE audit_checkpoints SET size = 8", "The database's checkpoints cannot be compared"),
        (
            "DELETE FROM audit_checkpoints",
            "The database lacks the checkpoint of 2025-01-01T00:09:00.000Z over 9 entries"
        ),
    ])
    func everyKindShows(sql: String, sentence: String) async throws {
        let problems = try await Self.problems(after: sql)
        #expect(problems.contains { $0.contains(sentence) }, "\(problems)")
        #expect(problems.allSatisfy { $0.hasSuffix(".") })
    }

    @Test func twoEntriesInEachOthersPlaceShow() async throws {
        let problems = try await Self.problems(
            after: """
                CREATE TEMP TABLE t AS SELECT * FROM audit_log WHERE seq IN (3, 4);
                DELETE FROM audit_log WHERE seq >= 3;
                DROP TRIGGER audit_log_counts;
                INSERT INTO audit_log SELECT 7 - seq, at, actor, action, subject, outcome, detail, address, request_id FROM t
                """)
        #expect(problems.contains { $0.hasPrefix("Entry 3 is not the one that was recorded") })
        #expect(problems.contains { $0.hasPrefix("Entry 4 is not the one that was recorded") })
    }

    /// Somebody who knows how the tree is made can make it fit; the signature does not.
    @Test func aForgedTreeDoesNotFitTheCheckpoint() async throws {
        try await withAudit { audit in
            try await audit.append(8)
            try await audit.sign(minute: 9)
            try await audit.append(3)
            try audit.scenario.sabotage(Self.unlock, "UPDATE audit_log SET actor = 'nobody' WHERE seq = 4")
            try audit.forgeTree()
            let problems = try await audit.log.verify().problems
            #expect(problems.count == 2)
            for (problem, name) in zip(problems, ["the database", "audit-checkpoints.log"]) {
                #expect(
                    problem == "The checkpoint of 2025-01-01T00:09:00.000Z in \(name), over 9 entries, was signed over "
                        + "other entries: between entry 1 and entry 9, one was changed, moved, replaced or taken away.")
            }
            // What came after the newest checkpoint can be forged unseen, until the next one.
            try audit.scenario.sabotage("UPDATE audit_log SET actor = 'user:1' WHERE seq = 4")
            try audit.scenario.sabotage("UPDATE audit_log SET actor = 'nobody' WHERE seq = 11")
            try audit.forgeTree()
            let found = try await audit.log.verify()
            #expect(found.problems == [] && found.unsigned == 3)
        }
    }

    /// The database alone is put back to what it was; the file beside it remembers.
    @Test(arguments: [0, 2, 20])
    func anOlderCopyOfTheDatabaseShows(written: Int) async throws {
        try await withScenario { scenario in
            let copy = scenario.databasePath + ".copy"
            let before = AuditScenario(scenario: scenario, database: try await scenario.open())
            try await before.append(4)
            try await before.sign(minute: 5)
            try await before.database.close()
            try FileManager.default.copyItem(atPath: scenario.databasePath, toPath: copy)
            let later = AuditScenario(scenario: scenario, database: try await scenario.open())
            try await later.append(6)
            try await later.sign(minute: 12)
            try await later.database.close()
            let kept = KeptCheckpoints(name: "kept", text: try later.file())
            try FileManager.default.removeItem(atPath: scenario.databasePath)
            try FileManager.default.moveItem(atPath: copy, toPath: scenario.databasePath)

            let after = AuditScenario(scenario: scenario, database: try await scenario.open())
            // Other entries than those that were there.
            try await after.log.append((0..<written).map { AuditScenario.event(100 + $0) })
            let problems = try await after.log.verify().problems
            #expect(problems.contains { $0.contains(written < 6 ? "fewer than" : "was signed over other entries") })
            await #expect(throws: StorageError.self) { try await after.sign(minute: 20) }
            // Somebody who puts the file back as well is found out by what was kept elsewhere.
            try FileManager.default.removeItem(atPath: after.filePath)
            #expect(try await after.log.verify().problems == [])
            let found = try await after.log.verify(kept: [kept]).problems
            #expect(found.contains { $0.contains("in 'kept', over 11 entries") }, "\(found)")
            try await after.database.close()
        }
    }

    @Test func aPinnedKeyTellsAForgedOne() async throws {
        try await withAudit { audit in
            try await audit.append(3)
            try await audit.sign(minute: 4)
            let key = try #require(try await audit.checkpoints.publicKey())
            #expect(try await audit.log.verify(pinned: key).problems == [])
            // Everything is made anew, with a key of the forger's.
            for path in [audit.keyPath, audit.filePath] { try FileManager.default.removeItem(atPath: path) }
            try audit.scenario.sabotage(
                Self.unlock, "DELETE FROM audit_checkpoints", "DELETE FROM audit_log WHERE seq = 4",
                "UPDATE audit_log SET actor = 'nobody' WHERE seq = 2")
            try audit.forgeTree()
            _ = try await audit.checkpoints(seed: 66).make(by: AuditScenario.origin(9))
            #expect(try await audit.log.verify().problems == [])
            let problems = try await audit.log.verify(pinned: key).problems
            #expect(problems.count == 2 && problems[0].contains("is not signed with a key of this log"))
        }
    }
}

extension AuditScenario {
    /// Makes the tree fit whatever the entries are now, as a forger would.
    func forgeTree() throws {
        let queue = try DatabaseQueue(path: scenario.databasePath)
        try queue.write { database in
            try database.execute(sql: "DELETE FROM audit_tree")
            var frontier = TreeFrontier()
            for row in try Row.fetchAll(database, sql: "SELECT * FROM audit_log ORDER BY seq") {
                for node in frontier.append(leafHash: try AuditEntry(row).leaf.hash) {
                    try AuditNodes.insert(node, into: database)
                }
            }
        }
        try queue.close()
    }
}
