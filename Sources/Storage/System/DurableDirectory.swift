/// A private directory of whole files, each of which survives the loss of power once it was written.
///
/// All methods block, and throw ``StorageError/fileOperation(operation:path:reason:)``.
package struct DurableDirectory: Sendable {
    /// The path.
    package let path: String

    /// A directory, made with mode 0700 when it is missing; the one that it lies in must be there.
    package init(path: String) throws(StorageError) {
        self.path = path
        do throws(SystemCalls.Failure) {
            try SystemCalls.makeDirectory(path, permissions: 0o700)
            try SystemCalls.synchroniseDirectory(DataDirectory(containing: path).path)
        } catch  where error.isAlreadyThere {
            return
        } catch {
            throw .fileOperation(operation: "make the directory", path: path, reason: error.reason)
        }
    }

    /// Writes a file, in place of one of the same name; it appears whole or not at all.
    package func write(_ bytes: [UInt8], to name: String) throws(StorageError) {
        let temporary = path + "/." + name + ".new"
        do throws(SystemCalls.Failure) {
            try SystemCalls.removeFile(temporary)
            let descriptor = try SystemCalls.openNewPrivateFile(temporary)
            defer { SystemCalls.closeFile(descriptor) }
            try SystemCalls.writeDurably(bytes, to: descriptor)
            try SystemCalls.rename(temporary, to: path + "/" + name)
            try SystemCalls.synchroniseDirectory(path)
        } catch {
            // What stands there half written is in the way of nothing.
            try? SystemCalls.removeFile(temporary)
            throw .fileOperation(operation: "write", path: path + "/" + name, reason: error.reason)
        }
    }

    /// The bytes of a file; nil when there is none.
    package func read(_ name: String, maximumBytes: Int) throws(StorageError) -> [UInt8]? {
        do throws(SystemCalls.Failure) {
            return try SystemCalls.contents(of: path + "/" + name, maximumBytes: maximumBytes)
        } catch  where error.isMissing {
            return nil
        } catch {
            throw .fileOperation(operation: "read", path: path + "/" + name, reason: error.reason)
        }
    }

    /// Removes a file; one that is not there is no failure.
    package func remove(_ name: String) throws(StorageError) {
        do throws(SystemCalls.Failure) {
            try SystemCalls.removeFile(path + "/" + name)
        } catch {
            throw .fileOperation(operation: "remove", path: path + "/" + name, reason: error.reason)
        }
    }

    /// Bytes that are free for this process on the disk of the directory; nil when nobody says.
    package var freeBytes: Int? { SystemCalls.freeBytes(at: path) }
}
