import Foundation

/// Where predicted rows go: standard output, or a file that appears under its name only when it is complete.
final class BatchFileOutput {
    private let handle: FileHandle
    private let path: String?
    private let partialPath: String?
    private var buffer: [UInt8] = []

    /// Opens where the rows go.
    ///
    /// `nil` and `-` are standard output; a device or a pipe is written directly; a link is followed, and what it points to
    /// is replaced.
    ///
    /// - Throws: ``CommandFile/Failure`` when the file cannot be made.
    init(path: String?) throws(CommandFile.Failure) {
        guard let path, path != "-" else {
            handle = .standardOutput
            self.path = nil
            partialPath = nil
            return
        }
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
        if let type, type != .typeRegular {
            guard type != .typeDirectory else { throw .unwritable(path: path, reason: "it is a directory") }
            guard let handle = FileHandle(forWritingAtPath: target) else {
                throw .unwritable(path: path, reason: SystemCalls.lastError)
            }
            self.handle = handle
            self.path = nil
            partialPath = nil
            return
        }
        let partial = target + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: nil),
            let handle = FileHandle(forWritingAtPath: partial)
        else { throw .unwritable(path: partial, reason: SystemCalls.lastError) }
        self.handle = handle
        self.path = target
        partialPath = partial
    }

    /// Appends bytes; they reach the file in large pieces.
    func write(_ bytes: some Sequence<UInt8>) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Limits.fileChunkBytes { try flush() }
    }

    /// Completes the file and gives it its name.
    func finish() throws {
        try flush()
        guard let path, let partialPath else { return }
        try handle.synchronize()
        try handle.close()
        guard SystemCalls.rename(partialPath, to: path) else {
            throw CommandFile.Failure.unwritable(path: path, reason: SystemCalls.lastError)
        }
    }

    /// Removes what was written so far.
    func abandon() {
        guard let partialPath else { return }
        try? handle.close()
        try? FileManager.default.removeItem(atPath: partialPath)
    }

    private func flush() throws {
        guard !buffer.isEmpty else { return }
        do {
            try handle.write(contentsOf: Data(buffer))
        } catch {
            throw CommandFile.Failure.unwritable(path: path ?? "standard output", reason: SystemCalls.reason(of: error))
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
