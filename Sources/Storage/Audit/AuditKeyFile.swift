internal import AuditTree

/// The file of the key that signs checkpoints: 32 random bytes in base64 on one line.
struct AuditKeyFile: Sendable {
    /// Beside the database, mode 0600.
    let path: String

    /// Where systemd puts the key when it is a credential, which then is the key; nil without credentials.
    let credentialPath: String?

    /// What the names of all keys begin with.
    static let namePrefix = "geoclimate-audit"

    private static let maximumBytes = 128

    /// The key; nil when there is no file of it.
    func read() throws -> NoteSigner? {
        if let credentialPath, let signer = try read(credentialPath, requiringPrivacy: false) { return signer }
        return try read(path, requiringPrivacy: true)
    }

    /// Makes the key of a seed.
    ///
    /// The writer lock must be held: two processes would make two.
    func create(seed: [UInt8]) throws -> NoteSigner {
        let signer = try signer(seed, path: path)
        do throws(SystemCalls.Failure) {
            try SystemCalls.append(Array((Base64.text(of: seed) + "\n").utf8), to: path)
            try SystemCalls.synchroniseDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
        } catch {
            throw StorageError.fileOperation(operation: "write the audit key", path: path, reason: error.reason)
        }
        return signer
    }

    private func read(_ path: String, requiringPrivacy: Bool) throws -> NoteSigner? {
        let isPrivate: Bool
        let bytes: [UInt8]
        do throws(SystemCalls.Failure) {
            isPrivate = try SystemCalls.status(of: path).permissions & 0o077 == 0
            bytes = try SystemCalls.contents(of: path, maximumBytes: Self.maximumBytes)
        } catch {
            if error.isMissing { return nil }
            throw StorageError.fileOperation(operation: "read the audit key", path: path, reason: error.reason)
        }
        guard isPrivate || !requiringPrivacy else {
            throw StorageError.auditKeyUnusable(
                path: path, reason: "others may reach it; make another, for whoever has it can sign for this log")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
        return try signer(Base64.bytes(of: line) ?? [], path: path)
    }

    private func signer(_ seed: [UInt8], path: String) throws -> NoteSigner {
        do throws(NoteError) { return try NoteSigner(prefix: Self.namePrefix, seed: seed) } catch {
            throw StorageError.auditKeyUnusable(path: path, reason: "it does not hold 32 bytes in base64")
        }
    }
}
