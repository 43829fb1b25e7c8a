public import AuditTree
internal import GRDB
internal import ObjectStore

/// Signs what the audit log is, so that nobody can make it something else afterwards.
public struct AuditCheckpoints: Sendable {
    /// A checkpoint, and whether this call made it.
    public struct Made: Sendable, Hashable {
        /// The signed note.
        public let note: SignedNote

        /// Entries of the log that it is about.
        public let size: Int

        /// False when the log has not grown since the last one, which is this.
        public let isNew: Bool
    }

    let database: ApplianceDatabase
    private let key: AuditKeyFile
    private let file: CheckpointFile
    private let seed: @Sendable () -> [UInt8]
    private let queue = BlockingQueue(label: "geoclimate.storage.checkpoints")

    /// Checkpoints of a database.
    ///
    /// The key is read from `credential`, where that file is there, or else from `audit.key` beside the database, where
    /// `seed`, 32 random bytes, makes it when it is missing.
    public init(database: ApplianceDatabase, credential: String? = nil, seed: @escaping @Sendable () -> [UInt8]) {
        self.database = database
        let directory = DataDirectory(containing: database.path)
        key = AuditKeyFile(path: directory.auditKeyPath, credentialPath: credential)
        file = CheckpointFile(path: directory.checkpointsPath)
        self.seed = seed
    }

    /// Signs the log as it is, stores the checkpoint, and appends it to `audit-checkpoints.log` beside the database.
    ///
    /// A new key is announced in the log first. A log that does not continue what was signed before is not signed:
    /// ``StorageError/auditContradicted(path:reason:)``. It throws other cases of ``StorageError`` when the key or the
    /// files cannot be used.
    public func make(by origin: ChangeOrigin) async throws -> Made {
        let before = try await readFile()
        let made = try await database.write { [key, seed, database] connection in
            let signer = try key.read() ?? key.create(seed: seed())
            let newest = try StoredCheckpoint.newest(in: connection)
            let outside = before?.checkpoints.sorted { $0.checkpoint.size > $1.checkpoint.size }
                .first { signer.verifier.verifies($0.note) }
            for earlier in [newest, outside].compactMap(\.self) {
                try Self.checkContinues(earlier, in: connection, path: database.path)
            }
            if newest?.checkpoint.origin != signer.verifier.name {
                try Self.announce(signer.verifier, by: origin, in: connection)
            }
            let size = Int(try AuditLog.size(in: connection))
            if let newest, newest.checkpoint.size == size { return Made(note: newest.note, size: size, isNew: false) }
            let checkpoint = Checkpoint(
                origin: signer.verifier.name, size: size, root: try AuditLog.root(size: size, in: connection),
                extensions: [origin.at.rfc3339])
            let note = try signer.sign(checkpoint.text)
            try StoredCheckpoint(note).insert(connection, at: origin.at)
            return Made(note: note, size: size, isNew: true)
        }
        // Also one of before, when a crash came between the database and the file.
        if !(before?.checkpoints.contains { $0.note == made.note } ?? false) {
            try await queue.run { [file] in try file.append(made.note, after: before) }
        }
        return made
    }

    /// The public half of the key that signs now; nil when no checkpoint was ever made.
    public func publicKey() async throws -> NoteVerifier? {
        try await queue.run { [key] in try key.read()?.verifier }
    }

    private func readFile() async throws -> CheckpointText? {
        let limit = database.limits.checkpointFileBytes
        return try await queue.run { [file] in try file.read(maximumBytes: limit) }
    }

    private static func checkContinues(_ earlier: StoredCheckpoint, in database: Database, path: String) throws {
        let size = Int(try AuditLog.size(in: database))
        guard size >= earlier.checkpoint.size else {
            throw StorageError.auditContradicted(
                path: path, reason: "\(earlier.checkpoint.size) entries were signed and \(size) are there")
        }
        guard try AuditLog.root(size: earlier.checkpoint.size, in: database) == earlier.checkpoint.root else {
            throw StorageError.auditContradicted(
                path: path,
                reason: "the first \(earlier.checkpoint.size) entries are not the ones that were signed")
        }
    }

    private static func announce(_ key: NoteVerifier, by origin: ChangeOrigin, in database: Database) throws {
        try AuditLog.append(
            AuditEvent(
                .auditKeyCreated, subject: "audit_key:\(key.name)", detail: [AuditVerification.keyDetail: "\(key)"],
                origin: origin),
            in: database)
    }
}
