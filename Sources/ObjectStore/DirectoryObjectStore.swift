internal import Foundation

/// Objects as files under a directory, each at the path that its key spells.
///
/// An object is written to a temporary file, made durable and then given its name, so a reader or a crash never sees
/// part of one. Temporary files are in `.temporary` under the root; what a crash left there may be deleted while nothing
/// writes. Unlike in a bucket, a key cannot be both an object and the beginning of other keys (`a` and `a/b`).
/// Directories are made with mode 0700, files with 0600.
public struct DirectoryObjectStore: ObjectStore {
    private let root: String
    private let queue = BlockingQueue(label: "geoclimate.objectstore.directory")

    private var temporaryDirectory: String { root + "/.temporary" }

    /// The store in a directory, which is made when it is missing and whose parent must exist.
    public init(root: String) async throws {
        self.root = root
        try await queue.run { [self] in
            for directory in [root, temporaryDirectory] {
                try attempt("make the directory", directory) { () throws(SystemCalls.Failure) in
                    try SystemCalls.makeDirectory(directory)
                }
            }
        }
    }

    /// Stores an object, in place of the one that is there.
    public func put(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await queue.run { try write(bytes, under: key, replacing: true) }
    }

    /// Stores an object, or throws ``ObjectStoreError/alreadyExists(key:)`` and changes nothing.
    public func create(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await queue.run { try write(bytes, under: key, replacing: false) }
    }

    /// The bytes of an object, or ``ObjectStoreError/notFound(key:)`` thrown.
    public func get(_ key: ObjectKey) async throws -> [UInt8] {
        try await queue.run { try read(key, range: nil) }
    }

    /// Some of an object's bytes; all of them must be there.
    public func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8] {
        try await queue.run { try read(key, range: range) }
    }

    /// What is known about an object without reading it; nil when there is none.
    public func head(_ key: ObjectKey) async throws -> ObjectInfo? {
        try await queue.run {
            try attempt("look at", path(of: key)) { () throws(SystemCalls.Failure) in
                let size = try SystemCalls.sizeOfFile(path(of: key))
                return size.map { ObjectInfo(key: key, sizeBytes: $0) }
            }
        }
    }

    /// The objects whose keys start with `prefix` and come behind `last`, in the order of their keys' bytes.
    public func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo] {
        try await queue.run {
            let bound = min(max(limit, 0), Limits.listedObjects)
            var found: [ObjectInfo] = []
            try collect(&found, below: "", prefix: prefix, after: last, limit: bound)
            return found
        }
    }

    /// Removes an object; does nothing when there is none.
    public func delete(_ key: ObjectKey) async throws {
        try await queue.run {
            let path = path(of: key)
            try attempt("delete", path) { () throws(SystemCalls.Failure) in
                if try SystemCalls.removeFile(path) { try SystemCalls.synchroniseDirectory(parent(of: path)) }
            }
        }
    }

    // MARK: - On the queue

    private func write(_ bytes: [UInt8], under key: ObjectKey, replacing: Bool) throws {
        guard bytes.count <= Limits.objectBytes else {
            throw ObjectStoreError.tooLarge(key: key, sizeBytes: bytes.count, limitBytes: Limits.objectBytes)
        }
        let path = path(of: key)
        let isNew = try attempt("write", path) { () throws(SystemCalls.Failure) in
            try makeParents(of: key)
            let temporary = try SystemCalls.writeTemporaryFile(in: temporaryDirectory, bytes: bytes)
            defer { _ = try? SystemCalls.removeFile(temporary) }
            if replacing {
                try SystemCalls.rename(temporary, to: path)
            } else if try !SystemCalls.link(temporary, to: path) {
                return false
            }
            try SystemCalls.synchroniseDirectory(parent(of: path))
            return true
        }
        if !isNew { throw ObjectStoreError.alreadyExists(key: key) }
    }

    private func read(_ key: ObjectKey, range: Range<Int>?) throws -> [UInt8] {
        let path = path(of: key)
        let file = try attempt("open", path) { () throws(SystemCalls.Failure) in try SystemCalls.openFile(path) }
        guard let file else { throw ObjectStoreError.notFound(key: key) }
        defer { SystemCalls.closeFile(file.descriptor) }
        let wanted = range ?? 0..<file.sizeBytes
        guard (0...file.sizeBytes).contains(wanted.upperBound), wanted.lowerBound >= 0 else {
            throw ObjectStoreError.rangeInvalid(key: key, range: wanted, sizeBytes: file.sizeBytes)
        }
        guard wanted.count <= Limits.objectBytes else {
            throw ObjectStoreError.tooLarge(key: key, sizeBytes: wanted.count, limitBytes: Limits.objectBytes)
        }
        return try attempt("read", path) { () throws(SystemCalls.Failure) in
            try SystemCalls.read(file.descriptor, range: wanted)
        }
    }

    /// Adds the objects below a directory, given as the beginning of its keys: empty, or ending with a slash.
    private func collect(
        _ found: inout [ObjectInfo], below directory: String, prefix: String, after last: ObjectKey?, limit: Int
    ) throws {
        // A directory sorts with its slash, as the keys in it do, so the walk meets the keys in their order.
        let names = try names(in: root + "/" + directory).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names where found.count < limit {
            let start = directory + name
            if name.hasSuffix("/") {
                guard start.hasPrefix(prefix) || prefix.hasPrefix(start) else { continue }
                try collect(&found, below: start, prefix: prefix, after: last, limit: limit)
            } else if start.hasPrefix(prefix), let key = try? ObjectKey(start) {
                if let last, key <= last { continue }
                let size = try attempt("look at", start) { () throws(SystemCalls.Failure) in
                    try SystemCalls.sizeOfFile(path(of: key))
                }
                // A file that is gone again was deleted while the list was made.
                if let size { found.append(ObjectInfo(key: key, sizeBytes: size)) }
            }
        }
    }

    /// The names in a directory, those of directories with a slash behind; no hidden ones.
    private func names(in directory: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { !$0.hasPrefix(".") }
                .map { SystemCalls.isDirectory(directory + $0) ? $0 + "/" : $0 }
        } catch {
            throw ObjectStoreError.failed(operation: "list", subject: directory, reason: error.localizedDescription)
        }
    }

    private func path(of key: ObjectKey) -> String { "\(root)/\(key)" }

    private func parent(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    }

    private func makeParents(of key: ObjectKey) throws(SystemCalls.Failure) {
        var directory = root
        for part in key.description.split(separator: "/").dropLast() {
            let below = directory + "/" + part
            if try SystemCalls.makeDirectory(below) { try SystemCalls.synchroniseDirectory(directory) }
            directory = below
        }
    }

    @discardableResult
    private func attempt<Value>(
        _ operation: String, _ path: String, _ body: () throws(SystemCalls.Failure) -> Value
    ) throws -> Value {
        do throws(SystemCalls.Failure) { return try body() } catch {
            throw ObjectStoreError.failed(operation: operation, subject: path, reason: error.reason)
        }
    }
}
