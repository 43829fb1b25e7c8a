internal import Foundation
internal import GRDB
internal import Programs

/// A directory that goes with the value.
package final class Scratch: Sendable {
    package let path: String

    /// A directory in the one for temporary files.
    package init() throws {
        path = NSTemporaryDirectory() + "geoclimate-life-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path in the directory, of a file that is not there.
    package func fresh(_ name: String) -> String {
        for suffix in ["", "-wal", "-shm", "-replica", ".restoring"] {
            try? FileManager.default.removeItem(atPath: path + "/" + name + suffix)
        }
        return path + "/" + name
    }

    /// Copies a database with its log and its note, as a crash would leave them.
    ///
    /// Another program copies: opening and closing a file that this process has open would drop SQLite's locks on it.
    package static func copy(_ database: String, to target: String) throws {
        for suffix in ["", "-wal", "-replica"] where FileManager.default.fileExists(atPath: database + suffix) {
            let program = try ChildProgram("/bin/cp", [database + suffix, target + suffix], complaints: .dropped)
            try demand(program.wait() == 0, "cp could not copy \(database)\(suffix) to \(target)\(suffix)")
        }
    }

    /// Makes of a database that nobody has open the file that it is once SQLite itself has moved the log into it.
    package func settled(_ database: String) throws -> String {
        let copy = fresh("settled.db")
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: database + suffix) {
            try FileManager.default.copyItem(atPath: database + suffix, toPath: copy + suffix)
        }
        let queue = try DatabaseQueue(path: copy)
        try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try queue.close()
        return copy
    }

    /// Demands that two files have the same bytes; they may be larger than memory.
    package static func compare(_ path: String, with other: String) throws {
        guard let left = FileHandle(forReadingAtPath: path), let right = FileHandle(forReadingAtPath: other) else {
            throw LifeFailure("\(path) or \(other) cannot be read")
        }
        defer {
            try? left.close()
            try? right.close()
        }
        var offset = 0
        while true {
            let mine = try left.read(upToCount: 1 << 22) ?? Data()
            let theirs = try right.read(upToCount: 1 << 22) ?? Data()
            guard mine == theirs else {
                let at = zip(mine, theirs).enumerated().first { $0.element.0 != $0.element.1 }?.offset
                throw LifeFailure(
                    "\(path) and \(other) differ at byte \(offset + (at ?? min(mine.count, theirs.count)))")
            }
            guard !mine.isEmpty else { return }
            offset += mine.count
        }
    }
}
