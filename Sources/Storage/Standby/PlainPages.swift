public import Replication
internal import Synchronization

/// The pages of a database file that no connection has open.
///
/// Opening and closing a file that this process has open as a database would drop SQLite's locks on it. All methods
/// block.
public final class PlainPages: Sendable {
    /// Where the file is.
    public let path: String
    private let pageSize: PageSize
    /// Nil once it is closed.
    private let descriptor: Mutex<Int32?>

    /// Opens a file, or makes a private one where `isNew` says so.
    ///
    /// It throws ``StorageError``.
    public init(path: String, pageSize: PageSize, isNew: Bool = false) throws(StorageError) {
        self.path = path
        self.pageSize = pageSize
        do throws(SystemCalls.Failure) {
            if isNew {
                try SystemCalls.removeFile(path)
                try SystemCalls.createPrivateFile(path)
            }
            descriptor = Mutex(try SystemCalls.openForUpdate(path))
        } catch {
            throw .fileOperation(operation: "open", path: path, reason: error.reason)
        }
    }

    deinit { close() }

    /// Closes the file, which has to come before it is opened as a database; what is asked of it afterwards throws.
    public func close() {
        let open = descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        if let open { SystemCalls.closeFile(open) }
    }

    /// The images of consecutive pages, one behind the other; fewer only where the file ends.
    public func read(_ pages: ClosedRange<UInt32>) throws(StorageError) -> [UInt8] {
        try during("read") { descriptor throws(SystemCalls.Failure) in
            try SystemCalls.read(
                descriptor, offset: offset(of: pages.lowerBound), count: pages.count * pageSize.bytes)
        }
    }

    /// Writes the images of consecutive pages to their place.
    public func write(_ images: ArraySlice<UInt8>, from page: UInt32) throws(StorageError) {
        try during("write") { descriptor throws(SystemCalls.Failure) in
            try SystemCalls.store(images, in: descriptor, offset: offset(of: page))
        }
    }

    /// Cuts or stretches the file to so many pages.
    public func resize(to pages: UInt32) throws(StorageError) {
        try during("resize") { descriptor throws(SystemCalls.Failure) in
            try SystemCalls.resize(descriptor, bytes: Int(pages) * pageSize.bytes)
        }
    }

    /// Works on the open file, which is not closed meanwhile.
    private func during<Value: Sendable>(
        _ operation: String, _ work: (Int32) throws(SystemCalls.Failure) -> Value
    ) throws(StorageError) -> Value {
        try descriptor.withLock { descriptor throws(StorageError) in
            guard let descriptor else {
                throw .fileOperation(operation: operation, path: path, reason: "it was closed")
            }
            do throws(SystemCalls.Failure) {
                return try work(descriptor)
            } catch {
                throw .fileOperation(operation: operation, path: path, reason: error.reason)
            }
        }
    }

    private func offset(of page: UInt32) -> Int { (Int(page) - 1) * pageSize.bytes }
}
