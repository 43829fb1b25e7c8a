import ArgumentParser
import JSONText
import ObjectStore
import Replicator
import Storage

/// `geoclimate replica promote` on a standby's directory.
struct StandbyPromoting: Sendable {
    let directory: String

    private let queue = BlockingQueue(label: "geoclimate.standby.promoting")

    init(directory: String) { self.directory = directory }

    /// Whether the directory is a standby's.
    func isStandby() async throws -> Bool {
        let directory = directory
        return try await queue.run { try StandbyDirectory.kind(of: directory) == .standby }
    }

    /// Promotes it through the daemon that serves it, or without one, and says what came of it.
    ///
    /// - Throws: ``PromotionCall/Failure``, ``ReplicaSettingsError`` without a daemon and a replica, and what restoring throws.
    func run(_ settings: EffectiveConfiguration, json: Bool) async throws {
        let point: String
        let isServed = try await isServed()
        if isServed {
            let call = PromotionCall(
                directory: directory, surroundings: ReplicaAccess.surroundings(.system),
                isServed: { try await self.isServed() }, say: { Console.message($0) })
            point = try await call.run() ?? ""
        } else {
            Console.message("Nobody serves '\(directory)': the newest state of the replica is restored and promoted.")
            let access = try await ReplicaAccess.open(settings)
            let name = ReplicatedDatabase.appliance
            let bar = RestoreProgressBar(
                name, isShown: SystemCalls.isErrorATerminal, milliseconds: access.surroundings.elapsed)
            defer { bar.end() }
            let finished = try await StandbyPromotion.offline(
                directory, access, replicatesTelemetry: settings.replica.replicatesTelemetry
            ) { bar.show($0) }
            point = "\(finished.point)"
        }
        guard !json else {
            return try Console.json { json in
                json.beginObject()
                json.field("directory", directory)
                json.key("databases")
                json.beginArray()
                json.string(ReplicatedDatabase.appliance)
                json.endArray()
                json.field("point", point)
                json.field("restarts", isServed)
                json.endObject()
            }
        }
        Console.message(
            isServed
                ? "Promoted at \(point): the daemon starts again as the primary."
                : "Promoted at \(point). Start it with 'geoclimate serve', and replica.url as it is now.")
    }

    /// Whether a daemon has the directory.
    private func isServed() async throws -> Bool {
        let directory = directory
        return try await queue.run {
            do {
                try ApplianceDatabase.withoutDaemon(in: directory) {}
                return false
            } catch StorageError.alreadyServed {
                return true
            }
        }
    }
}
