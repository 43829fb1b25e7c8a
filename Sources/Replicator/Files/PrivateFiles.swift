internal import Foundation
internal import Storage

/// Files of a directory that only their owner may read, written all or none, and never over another.
///
/// All methods block.
struct PrivateFiles: Sendable {
    let directory: String

    /// Writes files durably; when this throws, none of them is left.
    func write(_ files: [ReplicaFile]) throws {
        for file in files {
            let path = path(of: file)
            if try PrivateFile(path: path, maximumBytes: Limits.replicaFileBytes).version() != nil {
                throw ReplicaFilesError.exists(path: path)
            }
        }
        var written: [String] = []
        do {
            for file in files {
                try write(file)
                written.append(path(of: file))
            }
            if !files.isEmpty { try makeDurable() }
        } catch {
            for path in written { try? FileManager.default.removeItem(atPath: path) }
            throw error
        }
    }

    private func path(of file: ReplicaFile) -> String { directory + "/" + file.name }

    /// Gives the finished file its name as a second one, because giving it another name would replace what has it.
    private func write(_ file: ReplicaFile) throws {
        let (path, aside) = (path(of: file), directory + "/.restoring")
        defer {
            for name in [aside, aside + ".new"] { try? FileManager.default.removeItem(atPath: name) }
        }
        try PrivateFile(path: aside, maximumBytes: Limits.replicaFileBytes).prepare(file.bytes)()
        do {
            try FileManager.default.linkItem(atPath: aside, toPath: path)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            throw ReplicaFilesError.exists(path: path)
        } catch {
            throw ReplicaFilesError.unwritable(path: path, reason: error.localizedDescription)
        }
    }

    private func makeDurable() throws {
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: directory))
            defer { try? handle.close() }
            try handle.synchronize()
        } catch {
            throw ReplicaFilesError.unwritable(path: directory, reason: error.localizedDescription)
        }
    }
}
