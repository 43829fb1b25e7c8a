internal import GRDB

extension UsageStore {
    /// Deletes some of the usage that is older than it is kept, and answers whether there is more.
    ///
    /// `minutes` and `days` are the first moments that stay, in milliseconds since 1970; the periods that contain them
    /// stay too. Each call is one short transaction, of about ``Limits/usageRowsDeletedAtOnce`` rows, so that nobody waits long for
    /// the writer. Names of deleted accounts and keys go with the last day that mentions theirs.
    public func deleteExpired(minutesBefore minutes: Timestamp, daysBefore days: Timestamp) async throws -> Bool {
        let limit = limits.usageRowsDeletedAtOnce
        return try await database.write { database in
            let minute = minutes.minutesSince1970 * 60_000
            let day = days.daysSince1970 * 86_400_000
            let more = try Self.delete(from: "usage_minutes", "minute", before: minute, limit, database)
            let moreDays = try Self.delete(from: "usage_days", "day", before: day, limit, database)
            guard !more, !moreDays else { return true }
            try database.execute(
                sql: """
                    DELETE FROM usage_names
                    WHERE kind = 'user' AND id NOT IN (SELECT user_id FROM usage_days)
                        OR kind = 'key' AND id NOT IN (SELECT key_id FROM usage_days)
                    """)
            return false
        }
    }

    /// Whole periods, the oldest first, until they have `limit` rows: SQLite's DELETE takes no LIMIT as Debian builds it.
    private static func delete(
        from table: String, _ period: String, before end: Int64, _ limit: Int, _ database: Database
    ) throws -> Bool {
        try database.execute(
            sql: """
                DELETE FROM \(table) WHERE \(period) <= (SELECT max(\(period)) FROM
                    (SELECT \(period) FROM \(table) WHERE \(period) < ? ORDER BY \(period) LIMIT ?))
                """, arguments: [end, limit])
        return database.changesCount >= limit
    }
}
