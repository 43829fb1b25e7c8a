import Foundation
import Replicator
import Storage

/// Keeps the secret files of a standby's directory as the primary's are, so that tokens of one are tokens of the other.
final class StandbyFiles: Sendable {
    private let directory: String
    private let restore: @Sendable (_ to: String) async throws -> [String]
    private let log: ReplicaLog
    private let trouble = Trouble()
    private let queue = WorkQueue("geoclimate.standby.files", width: 1, line: 4)

    static let scratchName = ".standby-files"

    /// Takes the files by `restore`, which writes them into an empty directory and answers their names.
    init(
        directory: String, log: ReplicaLog, restore: @escaping @Sendable (_ to: String) async throws -> [String]
    ) {
        self.directory = directory
        self.log = log
        self.restore = restore
    }

    /// Takes the newest files, and answers the names of those that are others now.
    ///
    /// - Throws: what the store and the disk say; the files are whole, each the old or the new one.
    @discardableResult
    func refresh() async throws -> [String] {
        let scratch = directory + "/" + Self.scratchName
        try await queue.run { try Self.make(scratch) }
        let names: [String]
        do {
            names = try await restore(scratch)
            let directory = directory
            let changed = try await queue.run {
                try names.filter { try Self.install($0, from: scratch, into: directory) }
            }
            await clear(scratch)
            return changed
        } catch {
            await clear(scratch)
            throw error
        }
    }

    /// The same for a daemon that goes on without: what fails is said once.
    func keep() async {
        do {
            try await refresh()
            if trouble.ended() { log.note(ReplicaEvent(.notice, database: "files", "The keys can be read again.")) }
        } catch is CancellationError {
            // The daemon stops.
        } catch {
            guard trouble.began() else { return }
            log.note(
                ReplicaEvent(
                    .warning, database: "files",
                    "The files of keys cannot be read from the replica; those that are here go on: \(error)"))
        }
    }

    private func clear(_ scratch: String) async {
        // What stays is removed before the next time.
        try? await queue.run { try FileManager.default.removeItem(atPath: scratch) }
    }

    private static func make(_ scratch: String) throws {
        if FileManager.default.fileExists(atPath: scratch) { try FileManager.default.removeItem(atPath: scratch) }
        try FileManager.default.createDirectory(
            atPath: scratch, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    /// Puts a file in its place; false where the same is there already.
    private static func install(_ name: String, from scratch: String, into directory: String) throws -> Bool {
        func file(_ path: String) -> PrivateFile { PrivateFile(path: path, maximumBytes: Limits.standbyFileBytes) }
        let place = file(directory + "/" + name)
        guard let new = try file(scratch + "/" + name).read()?.bytes, try place.read(isShared: true)?.bytes != new
        else {
            return false
        }
        try place.prepare(new)()
        return true
    }
}
