import ArgumentParser
import Foundation
import Storage

/// What the commands on the registry share: the options, the open database, and who they act as.
protocol RegistryCommand: AsyncParsableCommand {
    var global: GlobalOptions { get }
}

extension RegistryCommand {
    /// Runs `body` on the registry of the configured data directory; only `creating` makes one where there is none.
    func withRegistry<Value>(
        creating: Bool = false, _ body: (CommandRegistry) async throws -> Value
    ) async throws -> Value {
        let settings = try await CommandSettings.load(global)
        if !creating { try DataChecks.requireDatabase(in: settings.dataDirectory) }
        return try await body(CommandRegistry(dataDirectory: settings.dataDirectory))
    }
}

/// The registry as a command uses it.
struct CommandRegistry: Sendable {
    let database: ApplianceDatabase
    let registry: ModelRegistry
    let importer: ModelImporter
    /// Who the history says it was: the account that runs the command.
    let actor: String
    let now: @Sendable () -> Timestamp

    init(dataDirectory: String) async throws {
        let clock = ApplianceClock.system
        database = try await ApplianceDatabase.openForCommand(in: dataDirectory)
        registry = ModelRegistry(database: database, random: { UInt64.random(in: .min ... .max) })
        importer = ModelImporter(
            registry: registry, loader: ModelLoader(registry: registry, clock: clock))
        now = clock.now
        actor = "cli:\(NSUserName())"
    }

    /// Who changes the registry, now.
    var origin: ChangeOrigin { ChangeOrigin(actor: actor, at: now()) }

    /// The model that somebody means by an id, or by a name and a version as in `aqi@v3`.
    func model(_ reference: String) async throws -> ModelRecord {
        let parts = reference.split(separator: "@", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            if let latest = try await registry.latest(named: reference) {
                throw ValidationError(
                    "'\(reference)' is a name with versions. Say which one, as in \(reference)@\(latest.version).")
            }
            return try await registry.model(id: reference)
        }
        guard parts[1].hasPrefix("v"), let version = Int(parts[1].dropFirst()),
            let model = try await registry.model(named: parts[0], version: version)
        else { throw RegistryError.notFound(id: reference) }
        return model
    }
}
