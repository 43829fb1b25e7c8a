/// The directory that holds everything the appliance keeps, and the names in it.
struct DataDirectory: Sendable {
    let path: String

    init(path: String) {
        self.path = path
    }

    /// The directory of a database file.
    init(containing databasePath: String) {
        path = databasePath.lastIndex(of: "/").map { String(databasePath[..<$0]) } ?? "."
    }

    /// What must never be lost.
    var databasePath: String { path + "/appliance.db" }

    /// Signs the checkpoints of the audit log.
    var auditKeyPath: String { path + "/audit.key" }

    /// Has every checkpoint of the audit log.
    var checkpointsPath: String { path + "/audit-checkpoints.log" }

    /// Held by the one daemon that serves this directory.
    var daemonLockPath: String { path + "/daemon.lock" }

    /// Held by whichever process writes to the database at the moment.
    var writerLockPath: String { path + "/writer.lock" }

    /// Makes the directory if it is missing, and checks that a database may live in it.
    ///
    /// A directory that it makes is closed to everyone else (mode 0700). One that is there keeps its mode, because it
    /// may hold more than ours, unless anyone could replace the files in it.
    func prepare() throws {
        do {
            try SystemCalls.makeDirectory(path, permissions: 0o700)
        } catch let failure where !failure.isAlreadyThere {
            throw StorageError.directoryUnusable(path: path, reason: failure.reason)
        } catch {
            // It is there already; what it is comes next.
        }
        let status: SystemCalls.FileStatus
        let networkKind: String?
        do {
            // The dot makes lstat look behind a symbolic link, which a data directory may well be.
            status = try SystemCalls.status(of: path + "/.")
            networkKind = try SystemCalls.networkFileSystem(at: path)
        } catch {
            throw StorageError.directoryUnusable(path: path, reason: error.reason)
        }
        guard status.permissions & 0o002 == 0 else { throw StorageError.directoryWritableByAnyone(path: path) }
        if let networkKind { throw StorageError.networkFileSystem(path: path, kind: networkKind) }
    }

    /// Makes the database file if it is missing, and closes it to everyone else (mode 0600) in any case.
    ///
    /// SQLite gives the files beside it the same mode. The file is never opened here when it is there already: closing
    /// it again would drop the locks that SQLite holds on it in this process.
    func prepareDatabaseFile() throws {
        do {
            try SystemCalls.createPrivateFile(databasePath)
            try SystemCalls.synchroniseDirectory(path)
        } catch let failure where !failure.isAlreadyThere {
            throw StorageError.fileOperation(operation: "make the file", path: databasePath, reason: failure.reason)
        } catch {
            try checkDatabaseFile()
        }
    }

    private func checkDatabaseFile() throws {
        do {
            let status = try SystemCalls.status(of: databasePath)
            guard status.isRegularFile else {
                throw StorageError.notADatabase(path: databasePath, reason: "it is not a plain file")
            }
            if status.permissions & 0o077 != 0, status.isOwnedByThisProcess {
                try SystemCalls.setPermissions(0o600, of: databasePath)
            }
        } catch let failure as SystemCalls.Failure {
            throw StorageError.fileOperation(operation: "look at", path: databasePath, reason: failure.reason)
        }
    }
}
