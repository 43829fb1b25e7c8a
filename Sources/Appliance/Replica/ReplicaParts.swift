import Foundation
import Logging
import ObjectStore
import Replication
import Replicator
import Storage

/// Everything of a running daemon that keeps its replica.
struct ReplicaParts: Sendable {
    let settings: ReplicaSettings
    let databases: [ReplicatedPart]
    let files: ReplicaFileKeeper
    let proofs: ReplicaProofs
    let log: ReplicaLog
    let surroundings: ReplicatorSurroundings

    /// Begins to capture the databases, before anything else writes to them; nil where no replica is configured.
    ///
    /// - Throws: ``ReplicaSettingsError``, `ObjectStoreError` for settings that cannot be used, `CaptureError`,
    ///   `StorageError`.
    static func make(
        _ settings: ReplicaSettings, dataDirectory: String, database: ApplianceDatabase, telemetry: TelemetryStorage,
        environment: [String: String], clock: ApplianceClock, logger: Logger
    ) async throws -> ReplicaParts? {
        let directories = WorkQueue("geoclimate.replica.directories", width: 1, line: 4)
        guard settings.url != nil else {
            try await pause(database, logger)
            try await pause(telemetry, logger)
            return nil
        }
        let access = try await ReplicaAccess(settings, environment: environment, clock: clock)
        let log = ReplicaLog(logger: logger)
        let writer = access.surroundings.word()
        try await directories.run { try prepare(dataDirectory) }
        func part(_ name: String, _ capture: DatabaseCapture) -> ReplicatedPart {
            let store = access.store(named: name)
            return ReplicatedPart(
                name: name,
                replicator: DatabaseReplicator(
                    capture: capture, name: name, store: store,
                    spoolDirectory: "\(dataDirectory)/\(spoolName)/\(name)", settings: settings.replicator,
                    surroundings: access.surroundings, listener: { log.note($0) }),
                upkeep: ReplicaUpkeep(
                    store: store, name: name, policy: UpkeepPolicy(retention: settings.retention),
                    scratchDirectory: "\(dataDirectory)/\(scratchName)", writer: writer,
                    surroundings: access.surroundings, listener: { log.note($0) }))
        }
        let name = ReplicatedDatabase.appliance
        var databases = [part(name, try await database.capture(as: DatabaseID(named: name), writer: writer))]
        if settings.replicatesTelemetry {
            let name = ReplicatedDatabase.telemetry
            if let capture = try await telemetry.capture(as: DatabaseID(named: name), writer: writer) {
                databases.append(part(name, capture))
            } else {
                logger.warning("telemetry.db is not replicated: it is not open.")
            }
        } else {
            try await pause(telemetry, logger)
        }
        let names = databases.map(\.name)
        let proofs = try await directories.run {
            ReplicaProofs(
                directory: dataDirectory, location: access.location.description, names: names,
                now: clock.now().millisecondsSince1970)
        }
        return ReplicaParts(
            settings: settings, databases: databases,
            files: ReplicaFileKeeper(
                files: access.files, directory: dataDirectory, writer: writer, log: log),
            proofs: proofs, log: log, surroundings: access.surroundings)
    }

    /// Where changes wait for a store that is out of reach.
    static let spoolName = "replica-spool"
    /// Where trial restores are made.
    static let scratchName = "replica-scratch"

    private static func prepare(_ directory: String) throws {
        for path in [spoolName] + ReplicatedDatabase.all.map({ spoolName + "/" + $0 }) + [scratchName] {
            try FileManager.default.createDirectory(
                atPath: directory + "/" + path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
    }

    /// Keeps the log of `appliance.db` from growing for a replica that is not written any more.
    private static func pause(_ database: ApplianceDatabase, _ logger: Logger) async throws {
        if try await database.pauseReplica() { warn(of: ReplicatedDatabase.appliance, logger) }
    }

    /// Keeps the log of `telemetry.db` from growing for a replica that is not written any more.
    private static func pause(_ telemetry: TelemetryStorage, _ logger: Logger) async throws {
        if try await telemetry.file?.pauseReplica() ?? false { warn(of: ReplicatedDatabase.telemetry, logger) }
    }

    private static func warn(of name: String, _ logger: Logger) {
        logger.warning(
            """
            This database had a replica that the settings do not name any more: what changes from now on is not in it. Once \
            they name it again, the two are compared, and a whole copy is sent if they differ.
            """,
            metadata: ["database": "\(name)"])
    }

    // MARK: - How it stands

    /// The database that must never be lost.
    var appliance: ReplicatedPart? { databases.first { $0.name == ReplicatedDatabase.appliance } }

    /// Whether some database is not replicated any more, which does not mend itself.
    var isStopped: Bool {
        databases.contains { part in
            if case .stopped = part.status().phase { true } else { false }
        }
    }

    /// What everybody may know of a replica that is not as it should be; nil where it is.
    var problem: String? {
        if isStopped { return "The replica takes nothing from this daemon any more; the log says why." }
        for part in databases {
            switch part.status().phase {
            case .storeDown, .spooling, .needsSnapshot:
                return "The store of the replica is out of reach; changes wait on this machine. The log says more."
            default: continue
            }
        }
        let now = surroundings.now()
        return databases.lazy.compactMap { part in
            proofs[part.name]?.problem(at: now, proofHours: settings.proofHours)
        }.first
    }
}

extension TelemetryStorage {
    /// Begins to capture `telemetry.db`; nil without one.
    func capture(as database: DatabaseID, writer: Word128) async throws -> DatabaseCapture? {
        try await file?.capture(as: database, writer: writer)
    }
}
