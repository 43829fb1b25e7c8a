internal import Foundation
internal import GRDB
internal import Replication
package import Replicator
package import Storage

/// A database that is captured and shipped, as in a daemon.
package final class RunningReplica: Sendable {
    /// The database.
    package let database: PlainDatabase
    /// What follows its changes.
    package let capture: DatabaseCapture
    /// What ships them.
    package let replicator: DatabaseReplicator
    private let place: ReplicaPlace
    private let writer: Word128
    private let directory: String
    private let shipping: Task<Void, any Error>

    private init(
        database: PlainDatabase, capture: DatabaseCapture, replicator: DatabaseReplicator, place: ReplicaPlace,
        writer: Word128, directory: String
    ) {
        self.database = database
        self.capture = capture
        self.replicator = replicator
        self.place = place
        self.writer = writer
        self.directory = directory
        shipping = Task { try await replicator.run() }
    }

    /// Opens or makes a database in a directory of its own, and begins to ship.
    package static func start(
        in directory: String, at place: ReplicaPlace, pageBytes: Int = 4_096, settings: ReplicatorSettings = .quick,
        listener: @escaping ReplicaListener = { _ in }
    ) async throws -> RunningReplica {
        for path in [directory, directory + "/spool"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        let database = try PlainDatabase(path: path(in: directory), pageBytes: pageBytes)
        try await database.onReplicaWriter(Ledger.prepare)
        let writer = place.surroundings.word()
        let capture = try await DatabaseCapture.start(on: database, as: ReplicaPlace.database, writer: writer)
        let replicator = DatabaseReplicator(
            capture: capture, name: "life.db", store: place.store, spoolDirectory: directory + "/spool",
            settings: settings, surroundings: place.surroundings, listener: listener)
        return RunningReplica(
            database: database, capture: capture, replicator: replicator, place: place, writer: writer,
            directory: directory)
    }

    /// Where the database of a directory is.
    package static func path(in directory: String) -> String { directory + "/life.db" }

    /// What keeps the replica in order, with windows that pass within a life.
    package var upkeep: ReplicaUpkeep {
        let policy = UpkeepPolicy(retention: RetentionPolicy(window: 120_000, everySegment: 30_000))
        return ReplicaUpkeep(
            store: place.store, name: "life.db", policy: policy, scratchDirectory: directory, writer: writer,
            surroundings: place.surroundings, listener: { _ in })
    }

    /// Why shipping ended by itself, if it did.
    package var stopReason: String? {
        if case .stopped(let reason) = replicator.status.phase { reason } else { nil }
    }

    /// Waits until everything that was committed is in the replica, for at most so many seconds of real time.
    ///
    /// It throws ``LifeFailure`` when that does not happen.
    package func settle(withinSeconds seconds: Int = 120) async throws {
        let (clock, begin) = (ContinuousClock(), ContinuousClock.now)
        while clock.now - begin < .seconds(seconds) {
            if await replicator.acknowledged(withinMilliseconds: 1_000) { return }
            if let stopReason { throw LifeFailure("the replicator stopped: \(stopReason)") }
            try await place.surroundings.sleep(20)
        }
        throw LifeFailure("the replica was not complete after \(seconds) s; its state is \(replicator.status)")
    }

    /// Ends shipping and closes the database; answers what shipping ended with, nil for in order.
    @discardableResult
    package func stop() async throws -> (any Error)? {
        shipping.cancel()
        let result = await shipping.result
        capture.stop()
        try database.pool.close()
        guard case .failure(let error) = result, !(error is CancellationError) else { return nil }
        return error
    }
}

extension ReplicatorSettings {
    /// Small bounds, so that a short life reaches them.
    package static var quick: ReplicatorSettings {
        var settings = ReplicatorSettings()
        settings.shipMilliseconds = 10
        settings.checkpointBytes = 64 << 10
        settings.spoolBytes = 4 << 20
        settings.logBytesBeforeSpooling = 64 << 10
        settings.finishMilliseconds = 2_000
        return settings
    }
}

extension ReplicaPlace {
    /// Brings a life to its end: everything shipped, the database closed, and the restored file byte for byte the one that
    /// SQLite makes.
    package func prove(_ running: RunningReplica, in scratch: Scratch, ledger: Ledger?) async throws {
        try await running.settle()
        if let error = try await running.stop() { throw error }
        try await prove(databaseIn: running.database.path, in: scratch, ledger: ledger)
    }

    /// The same for a database that nobody has open and whose replica is complete.
    package func prove(databaseIn path: String, in scratch: Scratch, ledger: Ledger?) async throws {
        let restored = scratch.fresh("proof.db")
        _ = try await restore(to: restored)
        try Scratch.compare(restored, with: try scratch.settled(path))
        if let ledger {
            let found = try ledger.found(in: restored, least: ledger.number)
            try demand(found.number == ledger.number, "the replica has transactions that were never written")
        }
    }
}
