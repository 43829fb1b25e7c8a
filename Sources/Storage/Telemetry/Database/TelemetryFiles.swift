/// The files of telemetry in a data directory.
struct TelemetryFiles: Sendable {
    let directory: DataDirectory

    var path: String { directory.path + "/telemetry.db" }
    /// Held by the one process that writes.
    var lockPath: String { directory.path + "/telemetry.lock" }
    /// What was set aside last.
    var asidePath: String { path + ".damaged" }

    /// Makes the database file if it is missing, and closes it to everyone else (mode 0600) in any case.
    ///
    /// A file that is there is never opened here: closing it again would drop the locks that SQLite holds on it.
    func prepare() throws {
        do {
            try SystemCalls.createPrivateFile(path)
            try SystemCalls.synchroniseDirectory(directory.path)
        } catch let failure where !failure.isAlreadyThere {
            throw StorageError.fileOperation(operation: "make the file", path: path, reason: failure.reason)
        } catch {
            try check()
        }
    }

    private func check() throws {
        do {
            let status = try SystemCalls.status(of: path)
            guard status.isRegularFile else {
                throw StorageError.notADatabase(path: path, reason: "it is not a plain file")
            }
            if status.permissions & 0o077 != 0, status.isOwnedByThisProcess {
                try SystemCalls.setPermissions(0o600, of: path)
            }
        } catch let failure as SystemCalls.Failure {
            throw StorageError.fileOperation(operation: "look at", path: path, reason: failure.reason)
        }
    }

    /// Gives the database and its log other names, so that a new one can be made.
    func setAside() throws(StorageError) -> String {
        do throws(SystemCalls.Failure) {
            for suffix in ["-wal", "-shm"] { try SystemCalls.removeFile(path + suffix) }
            try SystemCalls.rename(path, to: asidePath)
            try SystemCalls.synchroniseDirectory(directory.path)
        } catch {
            throw .fileOperation(operation: "set aside", path: path, reason: error.reason)
        }
        return asidePath
    }

    /// Bytes of the write-ahead log.
    var logBytes: Int { SystemCalls.size(of: path + "-wal") }

    /// Bytes of the database file.
    var databaseBytes: Int { SystemCalls.size(of: path) }

    /// Bytes of all three files of the database.
    var totalBytes: Int { databaseBytes + logBytes + SystemCalls.size(of: path + "-shm") }
}
