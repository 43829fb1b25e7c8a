import Logging
import ObjectStore
import Replication
import Replicator
import Storage

/// Makes a standby a primary, once its daemon has stopped.
struct StandbyPromotion: Sendable {
    let promotion: Promotion
    let standby: StandbyParts
    let database: ApplianceDatabase
    let logger: Logger

    /// Takes the last changes in, and gives the copy its name.
    ///
    /// What goes wrong is told to whoever asked; the daemon that starts next is a standby as before then.
    func carryOut() async {
        do {
            // The primary may have gone on while this one stopped.
            let finished = try await standby.finish()
            await standby.files.keep()
            try await database.close()
            try await standby.promote(finished)
            logger.notice(
                "The standby was promoted; the daemon starts again as the primary.",
                metadata: ["point": "\(finished.point)"])
            await standby.requests.answer(promotion, .done, "\(finished.point)")
        } catch {
            logger.critical(
                "The standby was not promoted; the daemon starts again as a standby.", metadata: ["error": "\(error)"])
            await standby.requests.answer(promotion, .failed, "\(error) The standby starts again.")
        }
    }

    /// Gives a copy that nobody has open the name of the database.
    static func publish(
        _ finished: FinishedStandby, in directory: StandbyDirectory, _ access: ReplicaAccess, replicatesTelemetry: Bool
    ) async throws {
        let name = ReplicatedDatabase.telemetry
        let end = replicatesTelemetry ? try await access.store(named: name).contents(.needed).inventory.end : nil
        try await BlockingQueue(label: "geoclimate.standby.promote").run {
            if let end {
                // The standby's own: it takes the place of the primary's in the replica, in a timeline of its own.
                try ReplicaNote(database: DatabaseID(named: name), lastPoint: end, beginsTimeline: true)
                    .store(for: directory.path + "/" + name, forgetsWriters: true)
            }
            try directory.promote(
                finished.file, of: DatabaseID(named: ReplicatedDatabase.appliance), at: finished.point)
        }
    }

    /// Promotes a directory that nobody serves: its copies are of no use, so the newest state is restored.
    static func offline(
        _ path: String, _ access: ReplicaAccess, replicatesTelemetry: Bool,
        progress: @escaping @Sendable (RestoreProgress) -> Void
    ) async throws -> FinishedStandby {
        guard try await access.hasAppliance() else {
            throw ReplicaCommandError.nothing(location: access.location.description)
        }
        let directory = try await BlockingQueue(label: "geoclimate.standby.directory").run {
            try StandbyDirectory(path: path)
        }
        let log = ReplicaLog(logger: Logger(label: "geoclimate") { _ in SwiftLogNoOpLogHandler() })
        let follower = StandbyFollower(
            store: access.store(named: ReplicatedDatabase.appliance), name: ReplicatedDatabase.appliance,
            directory: directory, surroundings: access.surroundings,
            listener: { event in if event.level != .notice { Console.message(event.text) } },
            // Nobody has a copy open.
            serve: { _ in })
        try await StandbyFiles(directory: path, log: log) { try await access.files.restore(to: $0) }.refresh()
        _ = try await follower.begin(progress: progress)
        let finished = try await follower.finish()
        try await publish(finished, in: directory, access, replicatesTelemetry: replicatesTelemetry)
        return finished
    }
}
