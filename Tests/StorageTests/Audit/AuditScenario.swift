import GRDB
import Testing

@testable import Storage

/// A log with entries and checkpoints in a data directory of its own.
struct AuditScenario: Sendable {
    let scenario: Scenario
    let database: ApplianceDatabase

    var log: AuditLog { AuditLog(database: database) }

    var checkpoints: AuditCheckpoints { checkpoints(seed: 1) }

    func checkpoints(seed: UInt8) -> AuditCheckpoints {
        AuditCheckpoints(database: database) { [UInt8](repeating: seed, count: 32) }
    }

    /// Appends entries that say how many came before them.
    func append(_ count: Int) async throws {
        let size = try await log.state().size
        try await log.append((0..<count).map { Self.event(size + $0) })
    }

    /// Signs the log as it is at a minute.
    @discardableResult
    func sign(minute: Int) async throws -> AuditCheckpoints.Made {
        try await checkpoints.make(by: Self.origin(minute))
    }

    static func origin(_ minute: Int) -> ChangeOrigin { ChangeOrigin(actor: "system", at: .minute(minute)) }

    static func event(_ number: Int) -> AuditEvent {
        AuditEvent(
            number.isMultiple(of: 3) ? .login : .userUpdated, subject: "user:\(number)",
            outcome: number.isMultiple(of: 3) ? .refused : .done, detail: ["number": "\(number)", "text": "ü \"/\n"],
            origin: ChangeOrigin(
                actor: "user:\(number % 2)", address: number.isMultiple(of: 2) ? "192.0.2.1" : nil,
                requestID: number.isMultiple(of: 5) ? nil : "r\(number)", at: .minute(number)))
    }
}

/// Runs `body` with an empty log.
func withAudit(limits: Limits = .standard, _ body: (AuditScenario) async throws -> Void) async throws {
    try await withScenario(limits: limits) { scenario in
        let database = try await scenario.open()
        try await body(AuditScenario(scenario: scenario, database: database))
        try await database.close()
    }
}
