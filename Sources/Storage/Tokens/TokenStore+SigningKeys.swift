internal import GRDB

/// New signing keys that lie ready beside the old ones.
public struct SigningKeyChange: Sendable {
    /// What the audit log says of it; never a secret.
    public var detail: [String: String]

    /// Puts the new keys in the place of the old ones, in one step.
    public var install: @Sendable () throws -> Void

    /// A change from its parts.
    public init(detail: [String: String], install: @escaping @Sendable () throws -> Void) {
        self.detail = detail
        self.install = install
    }
}

extension TokenStore {
    /// Changes the signing keys, which live outside of the database, together with a line in the audit log.
    ///
    /// `prepare` reads the old keys and writes the new ones aside, or answers nil where nothing is to be done; both it and the
    /// installation run on a thread that may block, while no other process can do the same. The line is committed first: keys
    /// whose change cannot be noted are not changed. It answers whether they were.
    public func changeSigningKeys(
        by origin: ChangeOrigin, prepare: @escaping @Sendable () throws -> SigningKeyChange?
    ) async throws -> Bool {
        try await database.writeWithoutTransaction { database in
            guard let change = try prepare() else { return false }
            try database.inTransaction(.immediate) {
                try AuditLog.append(
                    AuditEvent(.signingKeyRotated, subject: "signing_key", detail: change.detail, origin: origin),
                    in: database)
                return .commit
            }
            try change.install()
            return true
        }
    }
}
