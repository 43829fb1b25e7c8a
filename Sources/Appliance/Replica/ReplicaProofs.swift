import Foundation
import Replication
import Replicator
import Storage
import Synchronization

/// A restore from the replica that was tried.
struct ReplicaProof: Codable, Equatable, Sendable {
    /// When it ended, in milliseconds since 1970.
    var timestamp: Int64
    /// The point that was restored; 0 and 0 where it did not come so far.
    var timeline: UInt32
    var sequence: UInt64
    /// How long it took.
    var milliseconds: Int64
    /// Whether the restored database was whole and its models answered as they should.
    var ok: Bool
}

/// What is known of the proofs of one database's replica.
struct ProofRecord: Codable, Equatable, Sendable {
    /// When it was first replicated to this place, in milliseconds since 1970.
    var since: Int64
    /// When the last whole copy was made of it; nil for none since the first.
    var snapshot: Int64?
    /// The last proof that succeeded.
    var proven: ReplicaProof?
    /// The last one that was tried.
    var last: ReplicaProof?

    /// Why nobody should rely on the replica, in a whole sentence; nil where one may.
    func problem(at now: Int64, proofHours: Int) -> String? {
        if let last, !last.ok { return "The last trial restore from the replica failed; the log says why." }
        guard let proven else {
            return now - since > Limits.replicaFirstProofMilliseconds
                ? "No restore from the replica has been proved yet." : nil
        }
        let age = now - proven.timestamp
        guard age > 2 * Int64(proofHours) * Limits.replicaHourMilliseconds else { return nil }
        return "The last proved restore from the replica is \(age / Limits.replicaHourMilliseconds) hours old."
    }
}

/// The proofs of a data directory, in a small file, so that they outlive the process.
final class ReplicaProofs: Sendable {
    /// What the file holds.
    struct Contents: Codable, Equatable, Sendable {
        /// Where the replica is that the proofs are of.
        var location: String
        /// By the databases' file names.
        var databases: [String: ProofRecord]
    }

    private let file: PrivateFile
    private let contents: Mutex<Contents>
    private let queue = WorkQueue("geoclimate.replica.proofs", width: 1, line: 64)

    /// The proofs in a directory.
    ///
    /// Those of another place count for nothing. It blocks.
    init(directory: String, location: String, names: [String], now: Int64) {
        file = Self.file(in: directory)
        var found = Self.read(file)
        if found?.location != location { found = nil }
        var contents = found ?? Contents(location: location, databases: [:])
        for name in names where contents.databases[name] == nil {
            contents.databases[name] = ProofRecord(since: now)
        }
        self.contents = Mutex(contents)
        // The first start is what the first proof is counted from; where it cannot be noted, this start is.
        try? Self.write(contents, to: file)
    }

    /// What is known of a database.
    subscript(name: String) -> ProofRecord? { contents.withLock { $0.databases[name] } }

    /// All databases with what is known of them.
    var all: [String: ProofRecord] { contents.withLock { $0.databases } }

    /// Changes what is known of a database, and writes it down.
    ///
    /// - Throws: ``StorageError`` when the file cannot be written; the change counts until the process ends.
    func change(_ name: String, _ change: @Sendable (inout ProofRecord) -> Void) async throws {
        contents.withLock { contents in
            guard var record = contents.databases[name] else { return }
            change(&record)
            contents.databases[name] = record
        }
        try await queue.run { [self] in try Self.write(contents.withLock { $0 }, to: file) }
    }

    /// What a data directory knows.
    ///
    /// Nil where it knows nothing. It blocks.
    static func read(in directory: String) -> Contents? { read(file(in: directory)) }

    private static func file(in directory: String) -> PrivateFile {
        PrivateFile(path: directory + "/" + ReplicaProofFile.name, maximumBytes: Limits.replicaProofBytes)
    }

    /// A file that cannot be read is as good as none: a proof can be had again.
    private static func read(_ file: PrivateFile) -> Contents? {
        guard let bytes = (try? file.read())?.bytes else { return nil }
        return try? JSONDecoder().decode(Contents.self, from: Data(bytes))
    }

    private static func write(_ contents: Contents, to file: PrivateFile) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try file.prepare([UInt8](try encoder.encode(contents)))()
    }
}
