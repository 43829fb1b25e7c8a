import AuditTree
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct AuditLogTests {
    @Test func entriesAndTreeGrowTogether() async throws {
        try await withAudit { audit in
            try await audit.append(21)
            let state = try await audit.log.state(AuditQuery())
            #expect(state.page.entries.map(\.number) == (1...21).reversed())
            var frontier = TreeFrontier()
            for entry in state.page.entries.reversed() { _ = frontier.append(leafHash: entry.leaf.hash) }
            #expect(state.size == 21 && state.root == frontier.root && state.checkpoint == nil)
            let entry = try #require(state.page.entries.last)
            let event = AuditScenario.event(0)
            #expect(entry.action == event.action.rawValue && entry.subject == "user:0" && entry.outcome == "refused")
            #expect(entry.detail == event.detail && entry.address == "192.0.2.1" && entry.requestID == nil)
            #expect(entry.actor == "user:0" && entry.at == .minute(0))
            #expect(try await audit.log.verify().problems == [])
        }
    }

    @Test func pagesFollowOneAnother() async throws {
        try await withAudit { audit in
            try await audit.append(10)
            var query = AuditQuery(limit: 4)
            var seen: [Int64] = []
            for _ in 0..<3 {
                let page = try await audit.log.page(query)
                seen += page.entries.map(\.number)
                query.before = page.next
            }
            #expect(seen == (1...10).reversed() && query.before == nil)
            var wanted = AuditQuery()
            wanted.actor = "user:1"
            #expect(try await audit.log.page(wanted).entries.map(\.number) == [10, 8, 6, 4, 2])
            wanted.action = "session.login"
            #expect(try await audit.log.page(wanted).entries.map(\.number) == [10, 4])
            wanted.since = .minute(3)
            wanted.until = .minute(9)
            #expect(try await audit.log.page(wanted).entries.map(\.number) == [4])
        }
    }

    @Test func aPageHasItsBound() async throws {
        var limits = Storage.Limits.standard
        limits.auditEntries = 3
        try await withAudit(limits: limits) { audit in
            try await audit.append(5)
            #expect(try await audit.log.page(AuditQuery()).entries.count == 3)
        }
    }

    @Test func proofsOfEveryEntryVerify() async throws {
        try await withAudit { audit in
            try await audit.append(13)
            let requests = (1...13).map { AuditProofRequest.inclusion(entry: $0, size: nil) }
            let state = try await audit.log.state(proving: requests)
            for case .inclusion(let entry, let proof)? in state.proofs {
                #expect(proof.verifies(leafHash: entry.leaf.hash, root: state.root))
            }
            let trees = try await audit.log.state(
                proving: [
                    .consistency(oldSize: 5, newSize: 13), .inclusion(entry: 3, size: 5),
                    .inclusion(entry: 14, size: nil),
                    .inclusion(entry: 6, size: 5), .inclusion(entry: 0, size: nil), .inclusion(entry: 1, size: 14),
                    .consistency(oldSize: 0, newSize: 4), .consistency(oldSize: 5, newSize: 14),
                    .consistency(oldSize: 6, newSize: 5),
                ])
            #expect(trees.proofs.map { $0 != nil } == [true, true] + Array(repeating: false, count: 7))
            let entries = try await audit.log.page(AuditQuery()).entries.reversed()
            var old = TreeFrontier()
            for entry in entries.prefix(5) { _ = old.append(leafHash: entry.leaf.hash) }
            guard case .consistency(let proof)? = trees.proofs[0],
                case .inclusion(let third, let path)? = trees.proofs[1]
            else { return }
            #expect(proof.verifies(oldRoot: old.root, newRoot: state.root))
            #expect(third.number == 3 && path.verifies(leafHash: third.leaf.hash, root: old.root))
        }
    }

    /// What cannot be audited does not happen.
    @Test(arguments: [
        "CREATE TRIGGER broken BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE TRIGGER broken BEFORE INSERT ON audit_tree BEGIN SELECT RAISE(ABORT, 'no'); END",
        "DROP TRIGGER audit_tree_stays; DELETE FROM audit_tree WHERE level = 0 AND position = 2",
        "DROP TABLE audit_log",
    ])
    func withoutTheAuditNothingChanges(sabotage: String) async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let registry = scenario.registry(database)
            for bytes: [UInt8] in [[1], [2], [3]] { _ = try await registry.add(bytes: bytes) }
            try scenario.sabotage(sabotage)
            do {
                _ = try await registry.add(bytes: [4])
                Issue.record("The model was registered.")
            } catch StorageError.auditUnwritable(let path, let reason) {
                #expect(path == scenario.databasePath && !reason.isEmpty)
            }
            #expect(try await registry.models().count == 3)
            #expect(try scenario.value("SELECT count(*) FROM model_history") == 3.databaseValue)
            try await database.close()
        }
    }

    @Test func everyChangeOfTheRegistryIsAnEntry() async throws {
        try await withRegistry { registry, _ in
            let first = try await registry.add(bytes: [1])
            let second = try await registry.add(bytes: [2])
            try await registry.produce(first)
            try await registry.produce(second)
            let origin = ChangeOrigin(actor: "user:7", address: "192.0.2.9", requestID: "r", at: .minute(9))
            _ = try await registry.rollback(name: "aqi", by: origin)
            try await registry.delete(second.id, by: origin)
            let entries = try await AuditLog(database: registry.database).page(AuditQuery()).entries
            #expect(
                entries.reversed().map(\.action) == [
                    "model.registered", "model.registered", "model.promoted", "model.demoted", "model.promoted",
                    "model.demoted", "model.rolled_back", "model.deleted",
                ])
            let last = try #require(entries.first)
            #expect(last.actor == "user:7" && last.address == "192.0.2.9" && last.requestID == "r")
            #expect(last.subject == "model:\(second.id)" && last.outcome == "done")
            #expect(last.detail == ["name": "aqi", "version": "v2", "sha256": second.sha256, "from": "staging"])
        }
    }

    @Test func textsAreCutAtTheirBound() async throws {
        var limits = Storage.Limits.standard
        limits.auditTextBytes = 8
        limits.auditDetails = 2
        let event = AuditEvent(
            .login, subject: "12345678", detail: ["a": "123456789", "b": "a\0b", "c": "gone"],
            origin: ChangeOrigin(actor: "äääääää", address: nil, requestID: "1234567é", at: .minute(0)))
        let bounded = event.bounded(limits)
        #expect(bounded.subject == "12345678" && bounded.origin.actor == "ää…" && bounded.origin.requestID == "12345…")
        #expect(bounded.detail == ["a": "12345…", "b": "a\u{FFFD}b"])
    }

    @Test func theSchemaRefusesGapsAndChanges() async throws {
        try await withAudit { audit in
            try await audit.append(3)
            try await audit.sign(minute: 4)
            for sql in [
                "UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log",
                "UPDATE audit_tree SET hash = zeroblob(32)",
                "DELETE FROM audit_tree", "UPDATE audit_checkpoints SET at = 0", "DELETE FROM audit_checkpoints",
                "INSERT INTO audit_log VALUES (9, 0, 'a', 'b', '', 'done', '{}', NULL, NULL)",
                "INSERT OR REPLACE INTO audit_log VALUES (1, 0, 'a', 'b', '', 'done', '{}', NULL, NULL)",
                "INSERT INTO audit_tree VALUES (0, 4, zeroblob(31))",
                "INSERT INTO audit_tree VALUES (63, 0, zeroblob(32))",
            ] {
                await #expect(throws: StorageError.self, "\(sql)") {
                    try await audit.database.write { try $0.execute(sql: sql) }
                }
            }
            #expect(try await audit.log.verify().problems == [])
        }
    }
}
