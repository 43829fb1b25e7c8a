import ArgumentParser
import Foundation
import Replication
import Replicator

/// `geoclimate replica …`: the copy of the databases in an object store.
struct ReplicaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replica",
        abstract: "Look after the encrypted replica, and restore from it.",
        discussion: """
            Example: geoclimate replica status

            The setting replica.url says where the replica is, replica.encryption_key has its key. While it serves, \
            the daemon keeps the replica up to date; these commands work beside it and without it.
            """,
        subcommands: [
            ReplicaKeyCommand.self, ReplicaStatusCommand.self, ReplicaSnapshotCommand.self, ReplicaVerifyCommand.self,
            ReplicaRestoreCommand.self, ReplicaPromoteCommand.self, ReplicaDrillCommand.self,
        ])
}

/// The databases that a replica may have.
enum ReplicatedDatabase {
    /// What must never be lost.
    static let appliance = "appliance.db"
    /// Metrics, logs and traces.
    static let telemetry = "telemetry.db"
    /// Both, the more important first.
    static let all = [appliance, telemetry]
}

extension ReplicaAccess {
    /// The store of the settings, with what the process was started with.
    static func open(_ settings: EffectiveConfiguration) async throws -> ReplicaAccess {
        try await ReplicaAccess(
            settings.replica, environment: ProcessInfo.processInfo.environment, clock: .system)
    }

    /// The databases that the store has something of.
    func databases() async throws -> [String] {
        var found: [String] = []
        for name in ReplicatedDatabase.all where try await store(named: name).contents(.needed).inventory.end != nil {
            found.append(name)
        }
        return found
    }

    /// Upkeep of one database by a command, which works in a directory of its own.
    func upkeep(
        of name: String, _ settings: ReplicaSettings, scratchDirectory: String, listener: @escaping ReplicaListener
    ) -> ReplicaUpkeep {
        ReplicaUpkeep(
            store: store(named: name), name: name, policy: UpkeepPolicy(retention: settings.retention),
            scratchDirectory: scratchDirectory,
            writer: surroundings.word(), surroundings: surroundings, listener: listener)
    }
}

/// Why a command on the replica ends.
enum ReplicaCommandError: Error, CustomStringConvertible {
    /// The store has nothing under the prefix.
    case nothing(location: String)
    /// A directory that has a database already, or a restore at work.
    case occupied(path: String)
    /// A directory that could not be prepared or filled.
    case directory(path: String, reason: String)
    /// An empty directory whose replica is in the store.
    case mayBeRestored(directory: String, location: String)
    /// A directory without a database that has a replica.
    case noReplica(directory: String)
    /// Nobody said yes.
    case declined(what: String)

    var description: String {
        switch self {
        case .nothing(let location):
            "\(location) has no replica. Check replica.url; a daemon that serves with it makes one."
        case .occupied(let path):
            "'\(path)' is there already, and nothing is restored over it. Name another directory, or move it away."
        case .directory(let path, let reason): "The directory '\(path)' cannot be used: \(reason)."
        case .mayBeRestored(let directory, let location):
            """
            '\(directory)' has no database, but \(location) has its replica. Restore it with 'geoclimate replica \
            restore --to \(directory)' or 'geoclimate serve --restore'; to begin anew, name another prefix in \
            replica.url.
            """
        case .noReplica(let directory):
            "No database in '\(directory)' knows of a replica. Name the directory with --data-dir."
        case .declined(let what): "\(what) Nothing was changed."
        }
    }
}

/// A directory for what a command needs in between.
struct ReplicaScratch: Sendable {
    let path: String

    /// Makes one in `parent`, or where the system keeps temporary files, for nobody but the owner.
    init(in parent: String?) throws(ReplicaCommandError) {
        let base = parent ?? FileManager.default.temporaryDirectory.path
        path = base + "/geoclimate-replica-\(UUID().uuidString.lowercased())"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .directory(path: path, reason: SystemCalls.reason(of: error))
        }
    }

    /// Removes it with all that is in it; what cannot be removed is named.
    func remove() {
        do { try FileManager.default.removeItem(atPath: path) } catch {
            Console.message("'\(path)' could not be removed: \(SystemCalls.reason(of: error)). Remove it by hand.")
        }
    }
}

/// Where commands work that restore to look at the result.
struct ScratchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Work in a directory below this one.", valueName: "dir"))
    var scratch: String?
}
