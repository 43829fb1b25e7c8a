internal import Foundation
internal import GRDB

/// A key and the account that it belongs to, of one moment.
public struct APIKeyIdentity: Sendable, Hashable {
    /// The key, which may have stopped working.
    public let key: APIKeyRecord

    /// Its owner, who may be disabled.
    public let owner: Account
}

extension APIKeyStore {
    /// Whose key has this SHA-256; nil when it is nobody's.
    public func identify(digest: [UInt8]) async throws -> APIKeyIdentity? {
        try await database.read { database in
            guard let key = try APIKeyRecord.fetch(database, where: "digest = ?", [Data(digest)]),
                let owner = try Account.fetch(database, where: "users.id = ?", [key.userID])
            else { return nil }
            return APIKeyIdentity(key: key, owner: owner)
        }
    }
}
