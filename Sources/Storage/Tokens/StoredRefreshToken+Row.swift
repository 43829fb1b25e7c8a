internal import Foundation
internal import GRDB

extension StoredRefreshToken {
    /// The token of a digest with its family and account; nil when there is none.
    static func fetch(digest: [UInt8], in database: Database) throws -> StoredRefreshToken? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT refresh_families.*, refresh_tokens.generation, refresh_tokens.successor_salt,
                    users.is_disabled, users.session_epoch AS account_epoch
                FROM refresh_tokens
                JOIN refresh_families ON refresh_families.id = refresh_tokens.family_id
                JOIN users ON users.id = refresh_families.user_id
                WHERE refresh_tokens.digest = ?
                """,
            arguments: [TokenStore.blob(digest)])
        return try row.map(StoredRefreshToken.init)
    }

    private init(_ row: Row) throws {
        familyID = try row.decode(forColumn: "id")
        userID = try row.decode(forColumn: "user_id")
        scope = try row.decode(forColumn: "scope")
        generation = try row.decode(forColumn: "generation")
        newestGeneration = try row.decode(forColumn: "newest_generation")
        newestIssuedAt = Timestamp(millisecondsSince1970: try row.decode(forColumn: "newest_issued_at"))
        endsAt = Timestamp(millisecondsSince1970: try row.decode(forColumn: "ends_at"))
        isRevoked = try row.decode(Int64?.self, forColumn: "revoked_at") != nil
        isAccountDisabled = try row.decode(forColumn: "is_disabled")
        familyEpoch = try row.decode(forColumn: "session_epoch")
        accountEpoch = try row.decode(forColumn: "account_epoch")
        successorSalt = try row.decode(Data?.self, forColumn: "successor_salt").map { Array($0) }
    }
}
