import ArgumentParser
import Foundation
import Storage

/// `geoclimate audit …`: is this deployment secure, and is its audit log what it was.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check the security of this deployment; read, verify and sign its audit log.",
        discussion: "Example: geoclimate audit log --verify",
        subcommands: [
            AuditScanCommand.self, AuditLogCommand.self, AuditCheckpointCommand.self, AuditKeyCommand.self,
        ],
        defaultSubcommand: AuditScanCommand.self)
}

/// The audit log of the configured data directory as a command uses it, also while a daemon runs.
struct CommandAudit: Sendable {
    let log: AuditLog
    let checkpoints: AuditCheckpoints
    /// Who acts, now.
    var origin: ChangeOrigin {
        ChangeOrigin(actor: "cli:\(NSUserName())", at: ApplianceClock.system.now())
    }

    init(_ global: GlobalOptions) async throws {
        let settings = try await CommandSettings.load(global)
        try DataChecks.requireDatabase(in: settings.dataDirectory)
        let database = try await ApplianceDatabase.openForCommand(in: settings.dataDirectory)
        log = AuditLog(database: database)
        checkpoints = AuditCheckpoints(
            database: database, credential: CheckpointMaker.credential(ProcessInfo.processInfo.environment),
            seed: { CheckpointMaker.seed { UInt64.random(in: .min ... .max) } })
    }
}
