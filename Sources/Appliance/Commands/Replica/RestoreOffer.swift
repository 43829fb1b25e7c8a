import Foundation
import ObjectStore
import Replication
import Replicator

/// What `serve` does in a directory without a database when the store has its replica: a new database there would be a
/// second appliance that claims the first one's replica.
enum RestoreOffer {
    /// Restores, asks whether to, or refuses.
    ///
    /// - Throws: ``ReplicaCommandError``, and whatever the store and the restore throw.
    static func settle(_ settings: EffectiveConfiguration, restores: Bool) async throws {
        let directory = settings.dataDirectory
        guard settings.replica.url != nil,
            !FileManager.default.fileExists(atPath: directory + "/" + ReplicatedDatabase.appliance)
        else { return }
        let access = try await ReplicaAccess.open(settings)
        guard try await access.store(named: ReplicatedDatabase.appliance).contents(.needed).inventory.end != nil else {
            return
        }
        let location = access.location.description
        if !restores {
            guard isatty(STDIN_FILENO) == 1, SystemCalls.isErrorATerminal else {
                throw ReplicaCommandError.mayBeRestored(directory: directory, location: location)
            }
            Console.prompt("'\(directory)' has no database, but \(location) has its replica. Restore it? [y/N] ")
            guard ["y", "yes"].contains(readLine()?.trimmingCharacters(in: .whitespaces).lowercased() ?? "") else {
                throw ReplicaCommandError.mayBeRestored(directory: directory, location: location)
            }
        }
        let restored = try await RestoreOnTerminal.run(access, .newest, to: directory)
        Console.message(restored.text)
    }
}
