import Foundation
import Replication
import Replicator
import Storage
import Synchronization

/// Keeps the small files beside the databases in the replica: keys that a restored appliance cannot do without.
final class ReplicaFileKeeper: Sendable {
    /// The files that are kept; those that are not there are left out.
    static let names = ["audit.key", "audit-checkpoints.log", SigningKeyFile.name]

    /// What is stored of the files that are there.
    private struct Stored: Sendable {
        var states: [String: FileState]
        var digest: FilesDigest
    }

    private struct FileState: Equatable, Sendable {
        var bytes: Int
        var changed: Date?
        var number: Int
    }

    private let store: @Sendable (_ names: [String], _ last: FilesDigest?) async throws -> FilesDigest
    private let directory: String
    private let log: ReplicaLog
    private let last = Mutex<Stored?>(nil)
    private let trouble = Trouble()
    private let tooLarge = Trouble()
    private let queue = WorkQueue("geoclimate.replica.files", width: 1, line: 4)

    /// Stores by `store`.
    init(
        directory: String, log: ReplicaLog,
        store: @escaping @Sendable (_ names: [String], _ last: FilesDigest?) async throws -> FilesDigest
    ) {
        self.directory = directory
        self.log = log
        self.store = store
    }

    convenience init(files: ReplicaFiles, directory: String, writer: Word128, log: ReplicaLog) {
        self.init(directory: directory, log: log) { names, last in
            try await files.store(directory: directory, names: names, writer: writer, last: last)
        }
    }

    /// Stores the files if one of them changed; what fails is said once and tried again the next time.
    func keep() async {
        do {
            let states = try await queue.run { [directory] in Self.states(in: directory) }
            let before = last.withLock { $0 }
            guard before?.states != states, !states.isEmpty else { return }
            let digest = try await stored(states.keys.sorted(), before?.digest)
            last.withLock { $0 = Stored(states: states, digest: digest) }
            if trouble.ended() { log.note(ReplicaEvent(.notice, database: "files", "The keys are replicated again.")) }
        } catch is CancellationError {
            // The daemon stops, and tries once more.
        } catch {
            guard trouble.began() else { return }
            log.note(
                ReplicaEvent(
                    .warning, database: "files",
                    "The files of keys beside the databases are not in the replica; it is tried again: \(error)"))
        }
    }

    /// Stores what is not too large; one large file must not keep the others from the replica.
    private func stored(_ names: [String], _ last: FilesDigest?) async throws -> FilesDigest {
        let all = names.count
        var names = names
        while true {
            do {
                let digest = try await store(names, last)
                if names.count == all { _ = tooLarge.ended() }
                return digest
            } catch let error as ReplicaFilesError {
                guard case .tooLarge(let name, _, _) = error, let index = names.firstIndex(of: name) else {
                    throw error
                }
                names.remove(at: index)
                if tooLarge.began() {
                    log.note(
                        ReplicaEvent(
                            .alarm, database: "files", "The file \(name) is not in the replica any more. \(error)"))
                }
            }
        }
    }

    private static func states(in directory: String) -> [String: FileState] {
        var states: [String: FileState] = [:]
        for name in names {
            guard let found = try? FileManager.default.attributesOfItem(atPath: directory + "/" + name),
                found[.type] as? FileAttributeType == .typeRegular
            else { continue }
            states[name] = FileState(
                bytes: (found[.size] as? NSNumber)?.intValue ?? 0, changed: found[.modificationDate] as? Date,
                number: (found[.systemFileNumber] as? NSNumber)?.intValue ?? 0)
        }
        return states
    }
}
