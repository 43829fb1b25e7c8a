internal import ObjectStore
public import Replication

/// A data directory that this process has taken to follow a replica in.
///
/// While it is one, the file `standby` is in it. Methods block.
public final class StandbyDirectory: Sendable {
    /// What a directory is.
    public enum Kind: Sendable, Hashable {
        /// It never was a standby's.
        case other
        /// A standby's; its copies are worth nothing once nobody serves them.
        case standby
        /// A standby's that was promoted: it has a database of its own.
        case promoted
    }

    static let markName = "standby"
    private static let standbyMark = "standby\n"
    private static let promotedMark = "promoted\n"
    private static let markBytes = 64

    /// Where it is.
    public var path: String { directory.path }

    let directory: DataDirectory
    let lock: FileLock

    /// Takes a directory, making it where it is missing; copies of an earlier standby are removed.
    ///
    /// It throws ``StorageError``, among them ``StorageError/alreadyServed(path:processID:)``, and
    /// ``StandbyError/hasDatabase(path:)`` where there is a database that is none of a standby's.
    public init(path: String) throws {
        directory = DataDirectory(path: path)
        try directory.prepare()
        lock = try Opening.takeDaemonLock(of: directory)
        guard !Self.isThere(directory.databasePath) else { throw StandbyError.hasDatabase(path: path) }
        if try Self.kind(of: path) != .other { try clear() }
        try mark(Self.standbyMark)
    }

    /// What a directory is, whether anybody serves it or not.
    public static func kind(of path: String) throws(StorageError) -> Kind {
        let name = path + "/" + markName
        let mark: [UInt8]
        do throws(SystemCalls.Failure) {
            mark = try SystemCalls.contents(of: name, maximumBytes: markBytes)
        } catch  where error.isMissing {
            return .other
        } catch {
            throw .fileOperation(operation: "read", path: name, reason: error.reason)
        }
        switch String(decoding: mark, as: UTF8.self) {
        case standbyMark: return isThere(DataDirectory(path: path).databasePath) ? .promoted : .standby
        case promotedMark: return .promoted
        default: return .other
        }
    }

    /// Where a copy is.
    public func path(of file: StandbyFile) -> String { path + "/" + file.rawValue }

    /// Makes a copy the database of this directory, whose next daemon begins a new timeline at `point`.
    ///
    /// Nobody may have the copies open. Once the database has its name, this is decided, whatever happens after.
    public func promote(_ file: StandbyFile, of database: DatabaseID, at point: ReplicaPoint) throws {
        let copy = path(of: file)
        do throws(SystemCalls.Failure) {
            for suffix in ["-wal", "-shm"] { try SystemCalls.removeFile(copy + suffix) }
            let descriptor = try SystemCalls.openForUpdate(copy)
            defer { SystemCalls.closeFile(descriptor) }
            try SystemCalls.finish(descriptor, bytes: SystemCalls.size(of: copy))
        } catch {
            throw StorageError.fileOperation(operation: "make durable", path: copy, reason: error.reason)
        }
        try ReplicaNote(database: database, lastPoint: point, beginsTimeline: true)
            .store(for: directory.databasePath, forgetsWriters: true)
        do throws(SystemCalls.Failure) {
            // A second name, because nothing is ever replaced.
            try SystemCalls.link(copy, as: directory.databasePath)
            try SystemCalls.synchroniseDirectory(path)
        } catch {
            throw StorageError.fileOperation(
                operation: "name the promoted file", path: directory.databasePath, reason: error.reason)
        }
        try mark(Self.promotedMark)
        try removeCopies()
    }

    /// Gives up being a standby's; the copies go.
    public func abandon() throws { try clear() }

    /// Removes what a promotion of a directory, which this process has to itself, could not remove before it ended.
    ///
    /// It does nothing to a directory that was not promoted, and throws ``StorageError``.
    public static func removeLeftovers(in path: String) throws(StorageError) {
        if try kind(of: path) == .promoted { try removeCopies(in: path) }
    }

    private func mark(_ text: String) throws {
        try DurableDirectory(path: path).write(Array(text.utf8), to: Self.markName)
    }

    /// Removes what an earlier standby left.
    private func clear() throws {
        try removeCopies()
        do throws(SystemCalls.Failure) {
            // From a promotion that ended before the database had its name; afterwards it belongs to that.
            if !Self.isThere(directory.databasePath) {
                try SystemCalls.removeFile(CaptureState.path(of: directory.databasePath))
            }
            try SystemCalls.removeFile(path + "/" + Self.markName)
        } catch {
            throw StorageError.fileOperation(operation: "clear", path: path, reason: error.reason)
        }
    }

    private func removeCopies() throws(StorageError) { try Self.removeCopies(in: path) }

    private static func removeCopies(in path: String) throws(StorageError) {
        for file in StandbyFile.allCases {
            for suffix in ["", "-wal", "-shm", ".new", ".new-wal", ".new-shm", ".new.restoring"] {
                let name = path + "/" + file.rawValue + suffix
                do throws(SystemCalls.Failure) {
                    try SystemCalls.removeFile(name)
                } catch {
                    throw .fileOperation(operation: "remove", path: name, reason: error.reason)
                }
            }
        }
    }

    private static func isThere(_ path: String) -> Bool { (try? SystemCalls.status(of: path)) != nil }
}

/// Why a directory cannot be a standby's.
public enum StandbyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It has a database of its own.
    case hasDatabase(path: String)

    /// The sentence for people: what failed, on what, what to do.
    public var description: String {
        switch self {
        case .hasDatabase(let path):
            "'\(path)' has a database of its own, and a standby would hide it. Name an empty directory with --data-dir, or "
                + "serve this one without --follow."
        }
    }
}

// MARK: - Making copies

extension StandbyDirectory {
    /// Where a copy is made before it takes the place of another.
    public func newPath(of file: StandbyFile) -> String { path(of: file) + ".new" }

    /// Removes a copy in the making.
    public func discardNew(_ file: StandbyFile) throws(StorageError) {
        do throws(SystemCalls.Failure) {
            for suffix in ["", "-wal", "-shm", ".restoring"] { try SystemCalls.removeFile(newPath(of: file) + suffix) }
        } catch {
            throw .fileOperation(operation: "remove", path: newPath(of: file), reason: error.reason)
        }
    }

    /// Gives a copy that was made its name, in place of one that nobody has open.
    public func publishNew(_ file: StandbyFile) throws(StorageError) {
        do throws(SystemCalls.Failure) {
            for suffix in ["-wal", "-shm"] { try SystemCalls.removeFile(path(of: file) + suffix) }
            try SystemCalls.rename(newPath(of: file), to: path(of: file))
        } catch {
            throw .fileOperation(operation: "name", path: path(of: file), reason: error.reason)
        }
    }

    /// Bytes of what was written to a copy while it was served.
    public func logBytes(of file: StandbyFile) -> Int { SystemCalls.size(of: path(of: file) + "-wal") }
}
