import Foundation
import Inference

/// Opens, reads and writes the files that commands are given.
enum CommandFile {
    /// Why a file could not be read.
    enum Failure: Error, CustomStringConvertible {
        case unreadable(path: String, reason: String)
        case tooLarge(path: String, bytes: Int, limit: Int)
        case exists(path: String)
        case notAModel(path: String, error: ModelError)
        case unwritable(path: String, reason: String)

        var description: String {
            switch self {
            case .unreadable(let path, let reason): "The file '\(path)' cannot be read: \(reason)."
            case .tooLarge(let path, let bytes, let limit):
                "The file '\(path)' has \(bytes) bytes, over the limit of \(limit)."
            case .notAModel(let path, let error): "'\(path)' is not imported. \(error)"
            case .exists(let path): "The file '\(path)' is there already. Choose another, or give --force."
            case .unwritable(let path, let reason): "The file '\(path)' cannot be written: \(reason)."
            }
        }
    }

    /// A file to read from; `-` is standard input.
    static func open(_ path: String) throws(Failure) -> FileHandle {
        if path == "-" { return .standardInput }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if attributes?[.type] as? FileAttributeType == .typeDirectory {
            throw .unreadable(path: path, reason: "it is a directory")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw .unreadable(path: path, reason: SystemCalls.lastError)
        }
        return handle
    }

    /// The bytes of a regular file, or of standard input, within the limit.
    static func read(_ path: String, limit: Int = Limits.modelFileBytes) throws(Failure) -> [UInt8] {
        do {
            let handle = try open(path)
            defer { try? handle.close() }
            let size = try handle.seekToEnd()
            guard size <= limit else { throw Failure.tooLarge(path: path, bytes: Int(size), limit: limit) }
            try handle.seek(toOffset: 0)
            return [UInt8](try handle.read(upToCount: limit + 1) ?? Data())
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .unreadable(path: path, reason: SystemCalls.reason(of: error))
        }
    }

    /// Writes a file that is not there yet, unless `force`.
    static func write(_ bytes: [UInt8], to path: String, force: Bool) throws(Failure) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: force ? .atomic : .withoutOverwriting)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            throw .exists(path: path)
        } catch {
            throw .unwritable(path: path, reason: SystemCalls.reason(of: error))
        }
    }
}
