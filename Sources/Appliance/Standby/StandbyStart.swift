import Foundation
import Logging
import NIOPosix
import ObjectStore
import Replication
import Replicator
import Storage
import Synchronization

/// A standby whose first copy is served, and the database that serves it.
struct StandbyStart: Sendable {
    let parts: StandbyParts
    let database: ApplianceDatabase

    /// Takes the directory, restores the newest state and the secret files, and opens the copy.
    ///
    /// - Throws: ``ReplicaSettingsError``, ``ReplicaCommandError/nothing(location:)``, `StandbyError`, `StorageError`, and what the
    ///   store and the restore throw.
    init(
        _ settings: EffectiveConfiguration, environment: [String: String], clock: ApplianceClock, logger: Logger,
        slow: SlowStatementWatch?
    ) async throws {
        let access = try await ReplicaAccess(settings.replica, environment: environment, clock: clock)
        let path = settings.dataDirectory
        let directory = try await BlockingQueue(label: "geoclimate.standby.directory").run {
            try StandbyDirectory(path: path)
        }
        let requests = PromotionRequests(directory: path, logger: logger)
        try await requests.clear()
        let log = ReplicaLog(logger: logger)
        let served = ServedCopy()
        let follower = StandbyFollower(
            store: access.store(named: ReplicatedDatabase.appliance), name: ReplicatedDatabase.appliance,
            directory: directory, surroundings: access.surroundings, listener: { log.note($0) },
            serve: { try await served.serve($0) })
        let files = StandbyFiles(directory: path, log: log) { try await access.files.restore(to: $0) }
        logger.notice(
            "This is a standby: it restores the replica first.", metadata: ["replica": "\(access.location.description)"]
        )
        let manager = ServiceManager(
            environment: environment, processID: ProcessInfo.processInfo.processIdentifier,
            group: MultiThreadedEventLoopGroup.singleton)
        let first = try await Self.patiently(manager, logger) {
            guard try await access.hasAppliance() else {
                throw ReplicaCommandError.nothing(location: access.location.description)
            }
            let changed = try await files.refresh()
            let progress = RestoreLog(logger: logger, elapsed: access.surroundings.elapsed)
            let first = try await follower.begin { progress.note($0) }
            if !changed.isEmpty {
                logger.notice(
                    "Took over secret files.", metadata: ["files": "\(changed.sorted().joined(separator: ", "))"])
            }
            return first
        }
        database = try await ApplianceDatabase.openStandby(in: directory, file: first, slow: slow)
        served.use(database)
        let replicatesTelemetry = settings.replica.replicatesTelemetry
        parts = StandbyParts(
            status: { follower.status }, follow: { try await follower.run() }, finish: { try await follower.finish() },
            promote: { finished in
                try await StandbyPromotion.publish(
                    finished, in: directory, access, replicatesTelemetry: replicatesTelemetry)
            },
            files: files, requests: requests, surroundings: access.surroundings)
        logger.notice(
            "The standby serves the newest state.",
            metadata: ["point": "\(follower.status.point.map { "\($0)" } ?? "none")"])
    }

    /// Tells the service manager now and then that starting takes long.
    private static func patiently<Value: Sendable>(
        _ manager: ServiceManager?, _ logger: Logger, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let manager else { return try await body() }
        let notices = Task {
            while !Task.isCancelled {
                do {
                    try await manager.notify(
                        "EXTEND_TIMEOUT_USEC=\(Limits.restoreExtensionSeconds)000000\nSTATUS=The standby restores the replica."
                    )
                } catch {
                    logger.debug("The service manager cannot be told.", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(Limits.restoreNoticeSeconds))
            }
        }
        defer { notices.cancel() }
        return try await body()
    }
}

extension ReplicaAccess {
    /// Whether there is a replica of `appliance.db`.
    func hasAppliance() async throws -> Bool {
        try await store(named: ReplicatedDatabase.appliance).contents(.needed).inventory.end != nil
    }
}

/// The database whose copies the follower changes.
private final class ServedCopy: Sendable {
    private let database = Mutex<ApplianceDatabase?>(nil)

    func use(_ database: ApplianceDatabase) { self.database.withLock { $0 = database } }

    /// Where nobody has opened a copy yet, nobody has one open.
    func serve(_ file: StandbyFile) async throws { try await database.withLock { $0 }?.serve(file) }
}

/// Says in the log now and then how far a restore is.
final class RestoreLog: Sendable {
    private let logger: Logger
    private let elapsed: @Sendable () -> Int64
    private let last: Mutex<Int64>

    init(logger: Logger, elapsed: @escaping @Sendable () -> Int64) {
        self.logger = logger
        self.elapsed = elapsed
        last = Mutex(elapsed())
    }

    func note(_ progress: RestoreProgress) {
        let now = elapsed()
        let isDue = last.withLock { last in
            guard now - last >= Limits.restoreLogMilliseconds else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let word = if case .checking = progress.phase { "checks" } else { "reads" }
        logger.notice(
            "The standby \(word) the replica.",
            metadata: [
                "pages": "\(progress.pages)", "pages_in_all": "\(progress.pagesInAll)", "bytes": "\(progress.bytes)",
            ])
    }
}
