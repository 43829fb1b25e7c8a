import Foundation
import GRDB
import Storage
import Testing

@testable import Appliance

@Suite struct RefusalRecorderTests {
    private static func refusal(_ appliance: TestAppliance, address: String = "192.0.2.1") -> AuditEvent {
        AuditEvent(
            .authentication, subject: "", outcome: .refused, detail: ["reason": "unknown_key"],
            origin: ChangeOrigin(actor: "anonymous", address: address, at: appliance.clock.clock.now()))
    }

    private static let refusals = {
        var query = AuditQuery()
        query.action = AuditAction.authentication.rawValue
        return query
    }()

    @Test func whatIsNotedIsWrittenAtTheNextFlush() async throws {
        try await TestAppliance.run { appliance in
            for _ in 0..<500 { appliance.parts.refusals.note(Self.refusal(appliance)) }
            await appliance.parts.refusals.flush()
            await appliance.parts.refusals.flush()
            let entries = try await appliance.parts.audit.page(Self.refusals).entries
            #expect(entries.count == 1 && entries[0].outcome == "refused" && entries[0].detail["count"] == "500")
        }
    }

    @Test func whatTheLogRefusesIsKeptForTheNextFlush() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.breakAudit()
            for number in 0..<3 { appliance.parts.refusals.note(Self.refusal(appliance, address: "192.0.2.\(number)")) }
            await appliance.parts.refusals.flush()
            await appliance.parts.refusals.flush()
            #expect(try await appliance.parts.audit.page(Self.refusals).entries.isEmpty)
            try await appliance.mendAudit()
            await appliance.parts.refusals.flush()
            let entries = try await appliance.parts.audit.page(Self.refusals).entries
            #expect(entries.reversed().map(\.address) == ["192.0.2.0", "192.0.2.1", "192.0.2.2"])
            appliance.logSystem.flush()
            #expect(appliance.log.text.components(separatedBy: "cannot be written to the audit log").count == 2)
        }
    }
}

extension TestAppliance {
    /// Makes the audit log refuse every entry.
    func breakAudit() async throws {
        try sabotage("CREATE TRIGGER broken BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'broken'); END")
    }

    func mendAudit() async throws {
        try sabotage("DROP TRIGGER broken")
    }

    private func sabotage(_ sql: String) throws {
        let queue = try DatabaseQueue(path: directory + "/appliance.db")
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }
}
