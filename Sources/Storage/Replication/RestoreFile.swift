internal import GRDB
internal import ObjectStore
public import Replication
internal import Synchronization

/// A database file in the making, beside the place where it will be.
///
/// It gets its name only when every page is in it, on the disk, and found sound. All methods block.
public final class RestoreFile: Sendable {
    /// Where the database will be.
    public let path: String
    private let temporary: String
    private let pageSize: PageSize
    private let descriptor: Int32
    private let isOpen = Mutex(true)

    /// Begins a file; one of an earlier restore that did not end is begun anew.
    ///
    /// It throws ``StorageError`` when there is a database already, or its log.
    public init(path: String, pageSize: PageSize) throws(StorageError) {
        self.path = path
        self.pageSize = pageSize
        temporary = path + ".restoring"
        for taken in [path, path + "-wal", path + "-shm"] where (try? SystemCalls.status(of: taken)) != nil {
            throw .fileOperation(operation: "restore to", path: path, reason: "\(taken) is there and is never replaced")
        }
        do throws(SystemCalls.Failure) {
            for name in [temporary, temporary + "-wal", temporary + "-shm"] { try SystemCalls.removeFile(name) }
            descriptor = try SystemCalls.openNewPrivateFile(temporary)
        } catch {
            throw .fileOperation(operation: "make", path: temporary, reason: error.reason)
        }
    }

    deinit { discard() }

    /// Writes the image of a page to its place.
    public func write(page: UInt32, image: ArraySlice<UInt8>) throws(StorageError) {
        do throws(SystemCalls.Failure) {
            try SystemCalls.store(image, in: descriptor, offset: (Int(page) - 1) * pageSize.bytes)
        } catch {
            throw .fileOperation(operation: "write", path: temporary, reason: error.reason)
        }
    }

    /// Makes the file durable, lets SQLite check it, and gives it its name.
    ///
    /// The caller has checked the hash of the database before. A database that SQLite finds damaged gets no name, and
    /// ``StorageError/damaged(path:reason:)`` is thrown.
    public func finish(databasePages: UInt32) throws {
        do throws(SystemCalls.Failure) {
            try SystemCalls.finish(descriptor, bytes: Int(databasePages) * pageSize.bytes)
        } catch {
            throw StorageError.fileOperation(operation: "write", path: temporary, reason: error.reason)
        }
        close()
        if databasePages > 0 { try check() }
        do throws(SystemCalls.Failure) {
            for suffix in ["-wal", "-shm"] { try SystemCalls.removeFile(temporary + suffix) }
            // A second name, because giving the file another one would replace what came there meanwhile.
            try SystemCalls.link(temporary, as: path)
            try SystemCalls.removeFile(temporary)
            try SystemCalls.synchroniseDirectory(DataDirectory(containing: path).path)
        } catch {
            throw StorageError.fileOperation(operation: "name the restored file", path: path, reason: error.reason)
        }
    }

    private func check() throws {
        do {
            let database = try DatabaseQueue(path: temporary)
            let problems = try database.writeWithoutTransaction { database in
                _ = SystemCalls.keepLog(of: database)
                return try String.fetchAll(database, sql: "PRAGMA integrity_check(10)").filter { $0 != "ok" }
            }
            try database.close()
            guard problems.isEmpty else {
                throw StorageError.damaged(path: temporary, reason: problems.joined(separator: "; "))
            }
        } catch let error as DatabaseError {
            throw StorageError(error, path: temporary, limits: .standard)
        }
    }

    /// Takes the unfinished file away.
    public func discard() {
        close()
        for suffix in ["", "-wal", "-shm"] { try? SystemCalls.removeFile(temporary + suffix) }
    }

    private func close() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { SystemCalls.closeFile(descriptor) }
    }
}
