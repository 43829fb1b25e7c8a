/// A small file of secrets beside the database, which only its owner may read, and which changes as a whole.
///
/// Every method blocks the calling thread.
public struct PrivateFile: Sendable {
    /// A state of a file that can be told from others.
    public struct Version: Sendable, Hashable {
        let version: SystemCalls.FileVersion
    }

    /// Where the file is.
    public let path: String

    /// Bytes that it may have.
    public let maximumBytes: Int

    /// A file at a path, whether it is there or not.
    public init(path: String, maximumBytes: Int) {
        self.path = path
        self.maximumBytes = maximumBytes
    }

    /// The file's bytes and which state of it they are; nil when there is no file.
    ///
    /// It throws ``StorageError`` for a file that others may read or write unless `isShared` allows that, for one that is no
    /// plain file, and for one that is too large. A symbolic link is not followed.
    public func read(isShared: Bool = false) throws(StorageError) -> (bytes: [UInt8], version: Version)? {
        let found: (bytes: [UInt8], status: SystemCalls.FileStatus, version: SystemCalls.FileVersion)
        do throws(SystemCalls.Failure) {
            let descriptor = try SystemCalls.openForReading(path)
            defer { SystemCalls.closeFile(descriptor) }
            let (status, version) = try SystemCalls.status(of: descriptor)
            let bytes =
                status.isRegularFile ? try SystemCalls.bytes(of: descriptor, maximumBytes: maximumBytes + 1) : []
            found = (bytes, status, version)
        } catch {
            if error.isMissing { return nil }
            throw .fileOperation(operation: "read", path: path, reason: error.reason)
        }
        if let reason = objection(to: found.status, bytes: found.bytes.count, isShared: isShared) {
            throw .secretFileUnsafe(path: path, reason: reason)
        }
        return (found.bytes, Version(version: found.version))
    }

    /// Which state the file is in; nil when there is none.
    public func version() throws(StorageError) -> Version? {
        do throws(SystemCalls.Failure) {
            let descriptor = try SystemCalls.openForReading(path)
            defer { SystemCalls.closeFile(descriptor) }
            return Version(version: try SystemCalls.status(of: descriptor).1)
        } catch {
            if error.isMissing { return nil }
            throw .fileOperation(operation: "look at", path: path, reason: error.reason)
        }
    }

    /// Writes what the file is to hold into a new file beside it, durably, and answers how to put it in the file's place.
    ///
    /// Callers must not overlap, whichever process they are of.
    public func prepare(_ bytes: [UInt8]) throws(StorageError) -> @Sendable () throws -> Void {
        guard bytes.count <= maximumBytes else {
            throw .secretFileUnsafe(path: path, reason: "it would have more than \(maximumBytes) bytes")
        }
        let (path, aside) = (path, path + ".new")
        do throws(SystemCalls.Failure) {
            // What a crash left behind.
            try SystemCalls.removeFile(aside)
            let descriptor = try SystemCalls.openNewPrivateFile(aside)
            defer { SystemCalls.closeFile(descriptor) }
            try SystemCalls.writeDurably(bytes, to: descriptor)
        } catch {
            throw .fileOperation(operation: "write", path: aside, reason: error.reason)
        }
        return {
            do throws(SystemCalls.Failure) {
                try SystemCalls.rename(aside, to: path)
                let end = path.lastIndex(of: "/")
                try SystemCalls.synchroniseDirectory(end.map { String(path[..<$0]) } ?? ".")
            } catch {
                throw StorageError.fileOperation(operation: "replace", path: path, reason: error.reason)
            }
        }
    }

    private func objection(to status: SystemCalls.FileStatus, bytes: Int, isShared: Bool) -> String? {
        if !status.isRegularFile { return "it is not a plain file" }
        if bytes > maximumBytes { return "it has more than \(maximumBytes) bytes" }
        if !isShared, status.permissions & 0o077 != 0 { return "others may read or write it" }
        return nil
    }
}
