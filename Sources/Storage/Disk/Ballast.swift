/// A file that only takes room, so that there is some to give back when the disk is full.
///
/// All methods block. One process at a time may make and release it: the daemon that serves the directory.
public struct Ballast: Sendable, Hashable {
    /// Its name in the data directory.
    public static let name = "ballast"

    /// Where it is.
    public let path: String
    /// Bytes that it takes.
    public let bytes: Int
    private let directory: String

    /// The ballast of a data directory; with 0 bytes there is to be none.
    public init(directory: String, bytes: Int) {
        self.directory = directory
        self.bytes = bytes
        path = directory + "/" + Self.name
    }

    /// Whether there is a file at all, of whatever size.
    public var isThere: Bool { (try? SystemCalls.status(of: path)) != nil }

    /// Whether it is there and really takes its bytes: a copy of it may be hollow.
    public var isHeld: Bool {
        guard bytes > 0, let taken = SystemCalls.takenBytes(of: path) else { return false }
        return SystemCalls.size(of: path) == bytes && taken >= bytes
    }

    /// Makes it, in place of one of another size; it appears whole or not at all.
    ///
    /// It throws ``StorageError/fileOperation(operation:path:reason:)``, also where the file system does not really give the
    /// room away, as one that packs its files.
    public func make() throws(StorageError) {
        let temporary = directory + "/." + Self.name + ".new"
        do throws(SystemCalls.Failure) {
            try SystemCalls.removeFile(temporary)
            let descriptor = try SystemCalls.openNewPrivateFile(temporary)
            defer { SystemCalls.closeFile(descriptor) }
            try SystemCalls.allocate(bytes, in: descriptor)
            try SystemCalls.rename(temporary, to: path)
            try SystemCalls.synchroniseDirectory(directory)
        } catch {
            // Half a ballast would take the room that there is none of.
            try? SystemCalls.removeFile(temporary)
            throw .fileOperation(operation: "make the ballast", path: path, reason: error.reason)
        }
        guard isHeld else {
            try? SystemCalls.removeFile(path)
            throw .fileOperation(
                operation: "make the ballast", path: path, reason: "the file system does not keep room for it")
        }
    }

    /// Removes it, and what a crash left of one; one that is not there is no failure.
    ///
    /// It throws ``StorageError/fileOperation(operation:path:reason:)``.
    public func release() throws(StorageError) {
        do throws(SystemCalls.Failure) {
            try SystemCalls.removeFile(directory + "/." + Self.name + ".new")
            try SystemCalls.removeFile(path)
        } catch {
            throw .fileOperation(operation: "remove the ballast", path: path, reason: error.reason)
        }
        // The room is there whether or not the directory can be written to the disk now.
        try? SystemCalls.synchroniseDirectory(directory)
    }
}
