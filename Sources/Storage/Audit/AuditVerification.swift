public import AuditTree
internal import GRDB
internal import ObjectStore

/// What a complete check of the audit log found.
public struct AuditVerification: Sendable, Hashable {
    /// Entries in the log.
    public let size: Int

    /// The root that the entries have, worked out from them alone.
    public let root: [UInt8]

    /// Checkpoints that were compared, each counted once.
    public let checkpoints: Int

    /// Entries behind the newest checkpoint: nothing signed says yet what they are.
    public let unsigned: Int

    /// What is wrong, one sentence each; empty when the log is what was signed.
    public let problems: [String]

    /// What could not be checked, one sentence each.
    public let notes: [String]

    /// The detail of ``AuditAction/auditKeyCreated`` that holds the public key.
    public static let keyDetail = "public_key"
}

/// Checkpoints that were kept elsewhere, to be compared with the log.
public struct KeptCheckpoints: Sendable {
    /// Where they come from, as messages name it.
    public let name: String

    let text: CheckpointText

    /// The checkpoints in a text, one behind the other, as `audit-checkpoints.log` has them.
    public init(name: String, text: String) {
        self.name = name
        self.text = CheckpointText(text)
    }

    /// How many there are.
    public var count: Int { text.checkpoints.count }
}

extension AuditLog {
    /// Checks the log against itself and against everything that was ever signed of it.
    ///
    /// It hashes every entry anew, compares the tree, and compares the root at the size of each checkpoint: those of the
    /// database, of `audit-checkpoints.log` beside it, and of `kept`. With `pinned`, only that key's signatures count;
    /// otherwise those of the key beside the database and of the keys that the log announces, which somebody who may
    /// write the whole directory can replace. It throws ``StorageError`` when the log cannot be read at all.
    public func verify(kept: [KeptCheckpoints] = [], pinned: NoteVerifier? = nil) async throws -> AuditVerification {
        let limits = database.limits
        let directory = DataDirectory(containing: database.path)
        let queue = BlockingQueue(label: "geoclimate.storage.verify")
        let (beside, key) = try await queue.run {
            (
                try CheckpointFile(path: directory.checkpointsPath).read(maximumBytes: limits.checkpointFileBytes),
                try? AuditKeyFile(path: directory.auditKeyPath, credentialPath: nil).read()?.verifier
            )
        }
        return try await database.read { database in
            var check = AuditCheck(limit: limits.consistencyProblems)
            let stored = try check.storedCheckpoints(database)
            var sources = kept.map { (name: "'\($0.name)'", text: $0.text) }
            if let beside {
                sources.append((name: "audit-checkpoints.log", text: beside))
            } else if !stored.isEmpty {
                check.notes.append(
                    "There is no audit-checkpoints.log: only the database's own checkpoints are compared.")
            }
            let all = stored + sources.flatMap(\.text.checkpoints)
            try check.entries(database, rootsAt: Set(all.map(\.checkpoint.size)))
            try check.tree(database)
            let keys = pinned.map { [$0] } ?? [key].compactMap(\.self) + check.announcedKeys
            check.checkpoints(stored, from: "the database", signedBy: keys)
            for source in sources {
                if source.text.unreadable > 0 {
                    check.notes.append("\(source.name) has \(source.text.unreadable) pieces that are no checkpoint.")
                }
                check.checkpoints(source.text.checkpoints, from: source.name, signedBy: keys)
                check.missing(source.text.checkpoints, from: source.name, among: stored)
            }
            return check.result(comparing: all)
        }
    }
}
