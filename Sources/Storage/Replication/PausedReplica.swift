internal import GRDB
internal import ObjectStore

extension ApplianceDatabase {
    /// Lets SQLite empty the write-ahead log again, because this daemon keeps no replica; false where there never was one.
    ///
    /// What the directory knows of its replica stays, so that a later capture compares the two and goes on from there. It
    /// throws ``CaptureError``, also for a database that is captured now, and ``StorageError``.
    public func pauseReplica() async throws -> Bool {
        guard try await PausedReplica(ledger: ledger, path: path).pause() else { return false }
        try await writeWithoutTransaction { [limits] database in
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(limits.checkpointPages)")
        }
        // What has gathered may be much.
        try await checkpoint()
        return true
    }
}

extension TelemetryDatabase {
    /// Lets the write-ahead log be emptied again, because this daemon keeps no replica; false where there never was one.
    ///
    /// The next write empties it. It throws ``CaptureError``, also for a database that is captured now.
    public func pauseReplica() async throws -> Bool {
        try await PausedReplica(ledger: ledger, path: path).pause()
    }
}

/// A database whose replica nobody keeps at present.
private struct PausedReplica: Sendable {
    let ledger: LogLedger
    let path: String

    /// Notes it on the disk, so that commands know it too, and then frees the log.
    func pause() async throws -> Bool {
        try await BlockingQueue(label: "geoclimate.storage.capture").run {
            guard var state = try CaptureState.load(for: path) else { return false }
            guard ledger.free() else { throw CaptureError.alreadyCaptured(path: path) }
            guard !state.isIdle else { return true }
            state.isIdle = true
            try state.store(for: path)
            return true
        }
    }
}
