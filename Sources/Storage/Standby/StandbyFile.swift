internal import GRDB
internal import ObjectStore

/// The two copies of a replica that a standby keeps: one is served, changes come into the other.
public enum StandbyFile: String, Sendable, Hashable, CaseIterable {
    /// The one that is served first.
    case first = "standby-a.db"
    /// The other one.
    case second = "standby-b.db"

    /// The one that is not this one.
    public var other: StandbyFile { self == .first ? .second : .first }
}

extension ApplianceDatabase {
    /// Opens a copy of the replica in a directory that this process has claimed.
    ///
    /// What is written through it stays in the log of the copy and is lost when another one is served. It throws
    /// ``StorageError``.
    public static func openStandby(
        in directory: StandbyDirectory, file: StandbyFile, limits: Limits = .standard, slow: SlowStatementWatch? = nil
    ) async throws -> ApplianceDatabase {
        try await BlockingQueue(label: "geoclimate.storage.open").run {
            try Opening(
                directory: directory.directory, role: .standby, limits: limits, slow: slow, file: file
            ).open(holding: directory.lock)
        }
    }

    /// Opens the other copy, goes on with it, closes the one before, and removes what was written to that.
    ///
    /// Reads that have begun end on the old copy. When it throws ``StorageError`` before the change, the old copy goes
    /// on;
    /// when it returns, nobody in this process has the old file open.
    public func serve(_ file: StandbyFile) async throws {
        try await BlockingQueue(label: "geoclimate.storage.serve").run { [self] in
            let path = opening.directory.path + "/" + file.rawValue
            do {
                let next = try opening.connect(to: path)
                let last = exchange(next)
                // What was remembered of accounts and keys may be different in the other copy.
                securityListeners.notify()
                // Waits for those who read.
                try last.close()
                activity.connectionsClosed(to: last.path)
                do throws(SystemCalls.Failure) {
                    for suffix in ["-wal", "-shm"] { try SystemCalls.removeFile(last.path + suffix) }
                } catch {
                    throw StorageError.fileOperation(operation: "remove", path: last.path, reason: error.reason)
                }
            } catch let error as DatabaseError {
                throw StorageError(error, path: path, limits: limits)
            }
        }
    }
}
