import Crypto
import Foundation

/// The directory of an export while it grows, under a name of its own beside the one that it gets at the end.
///
/// Every method blocks the calling thread. Directories have mode 0700, files 0600.
final class ExportDirectory {
    /// A file that is complete.
    struct File: Sendable, Equatable {
        /// Relative to the directory.
        let path: String
        let bytes: Int
        let sha256: String
    }

    let destination: String
    /// Where it is until ``finish()``.
    let path: String
    private(set) var files: [File] = []
    private var isFinished = false

    /// Makes the directory; `word` tells it from that of another try.
    init(destination: String, word: UInt64) throws(ExportError) {
        let trimmed = Self.trimmed(destination)
        self.destination = trimmed
        path = "\(trimmed).unfinished-\(String(word, radix: 16))"
        try Self.check(trimmed)
        try make(path)
    }

    /// Goes on with a directory that was made before, and the files that it has.
    init(continuing path: String, as destination: String, files: [File]) {
        self.path = path
        self.destination = Self.trimmed(destination)
        self.files = files
    }

    private static func trimmed(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Makes sure that nothing has the name yet, not even a link that points nowhere.
    static func check(_ destination: String) throws(ExportError) {
        let destination = trimmed(destination)
        guard (try? FileManager.default.attributesOfItem(atPath: destination)) == nil else {
            throw .exists(path: destination)
        }
    }

    /// Makes a directory in it, and those on the way there.
    func makeDirectory(_ name: String) throws(ExportError) { try make("\(path)/\(name)") }

    /// Writes a file in one go.
    func write(_ bytes: [UInt8], to name: String) throws(ExportError) {
        let file = try open(name)
        try file.write(bytes)
        try close(file)
    }

    /// Opens a new file for writing piece by piece; ``close(_:)`` completes it.
    func open(_ name: String) throws(ExportError) -> ExportFile {
        try ExportFile(path: "\(path)/\(name)", name: name)
    }

    func close(_ file: ExportFile) throws(ExportError) { files.append(try file.finish()) }

    /// Gives the directory its name, once all of it is on the disk.
    func finish() throws(ExportError) {
        let parent = destination.lastIndex(of: "/").map { String(destination[..<$0]) } ?? "."
        do {
            try Self.check(destination)
            guard SystemCalls.rename(path, to: destination) else {
                throw ExportError.unwritable(path: destination, reason: SystemCalls.lastError)
            }
            isFinished = true
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: parent.isEmpty ? "/" : parent))
            try handle.synchronize()
            try handle.close()
        } catch let error as ExportError {
            throw error
        } catch {
            throw .unwritable(path: destination, reason: SystemCalls.reason(of: error))
        }
    }

    /// Takes away what a failure left, unless it is finished.
    func abandon() {
        guard !isFinished else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    private func make(_ path: String) throws(ExportError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: path != self.path,
                attributes: [.posixPermissions: NSNumber(value: 0o700)])
        } catch {
            throw .unwritable(path: path, reason: SystemCalls.reason(of: error))
        }
    }
}

/// A file of an export on its way to the disk, and its hash.
final class ExportFile {
    private let path: String
    private let name: String
    private let handle: FileHandle
    private var hash = SHA256()
    private var bytes = 0
    private var waiting: [UInt8] = []

    fileprivate init(path: String, name: String) throws(ExportError) {
        self.path = path
        self.name = name
        // The directory is closed to everyone else, so nobody meets the file before it has its mode.
        let isMade = FileManager.default.createFile(
            atPath: path, contents: nil, attributes: [.posixPermissions: NSNumber(value: 0o600)])
        guard isMade, let handle = FileHandle(forWritingAtPath: path) else {
            throw .unwritable(path: path, reason: SystemCalls.lastError)
        }
        self.handle = handle
    }

    func write(_ bytes: [UInt8]) throws(ExportError) {
        waiting += bytes
        if waiting.count >= Limits.exportBufferBytes { try flush() }
    }

    fileprivate func finish() throws(ExportError) -> ExportDirectory.File {
        try flush()
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw .unwritable(path: path, reason: SystemCalls.reason(of: error))
        }
        return ExportDirectory.File(path: name, bytes: bytes, sha256: Hexadecimal.text(hash.finalize()))
    }

    private func flush() throws(ExportError) {
        do { try handle.write(contentsOf: Data(waiting)) } catch {
            throw .unwritable(path: path, reason: SystemCalls.reason(of: error))
        }
        hash.update(data: waiting)
        bytes += waiting.count
        waiting.removeAll(keepingCapacity: true)
    }
}
