internal import GRDB

/// How much the accounts of one tier used on a day.
public struct TierUsage: Sendable, Hashable {
    /// The tier's name.
    public let tier: String

    /// Accounts that sent a request.
    public let activeUsers: Int

    /// Requests that were not refused for who sent them or for a limit.
    public let requests: Int64
}

extension UsageStore {
    /// The use of a UTC day by tier, for every tier that an account has now; deleted accounts are left out.
    public func tiers(onDay day: Int64) async throws -> [TierUsage] {
        try await database.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT tier, count(DISTINCT user_id),
                        coalesce(sum(CASE WHEN status NOT IN (401, 403, 429) THEN requests END), 0)
                    FROM users LEFT JOIN usage_days ON user_id = users.id AND day = ?
                    GROUP BY tier ORDER BY tier
                    """, arguments: [day &* 86_400_000])
            return try rows.map { row in
                TierUsage(
                    tier: try row.decode(atIndex: 0), activeUsers: try row.decode(atIndex: 1),
                    requests: try row.decode(atIndex: 2))
            }
        }
    }
}
