internal import GRDB

/// What was used: written in batches, read as reports.
public struct UsageStore: Sendable {
    let database: ApplianceDatabase

    /// The bounds that the store keeps.
    public var limits: Limits { database.limits }

    /// The usage inside an open database.
    public init(database: ApplianceDatabase) {
        self.database = database
    }

    /// Adds a batch, all of it in one transaction, to the minutes and to the days.
    ///
    /// Both are written together, so a day is complete at any moment and never rolled up twice, whatever crashes. It
    /// answers how many accounts used the appliance for the first time. It throws ``StorageError``, and then nothing of
    /// the batch has been written.
    @discardableResult
    public func record(_ batch: [UsageKey: UsageCounts]) async throws -> Int {
        guard !batch.isEmpty else { return 0 }
        return try await database.write { database in
            let newcomers = try Self.newcomers(in: batch, database)
            let minutes = try database.cachedStatement(sql: Self.addition(to: "usage_minutes", by: "minute"))
            for (key, counts) in batch {
                try minutes.execute(arguments: Self.arguments(key.minute * 60_000, key, counts))
            }
            let days = try database.cachedStatement(sql: Self.addition(to: "usage_days", by: "day"))
            for (key, counts) in Self.byDay(batch) {
                try days.execute(arguments: Self.arguments(key.minute * 60_000, key, counts))
            }
            return newcomers
        }
    }

    /// Accounts of the batch that no day knows yet.
    private static func newcomers(in batch: [UsageKey: UsageCounts], _ database: Database) throws -> Int {
        let known = try database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM usage_days WHERE user_id = ?)")
        return try Set(batch.keys.lazy.map(\.userID)).reduce(0) { count, userID in
            guard userID != 0 else { return count }
            return try count + (Bool.fetchOne(known, arguments: [userID]) == true ? 0 : 1)
        }
    }

    /// The batch with each minute moved to the beginning of its UTC day.
    private static func byDay(_ batch: [UsageKey: UsageCounts]) -> [UsageKey: UsageCounts] {
        var days: [UsageKey: UsageCounts] = [:]
        for (key, counts) in batch {
            var key = key
            key.minute = key.minute.flooredDivision(by: 1_440).quotient * 1_440
            days[key, default: .zero] += counts
        }
        return days
    }

    private static func addition(to table: String, by period: String) -> String {
        """
        INSERT INTO \(table) (\(period), user_id, key_id, method, endpoint, status, model_id,
            requests, predicted_rows, bytes_in, bytes_out, microseconds)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
            predicted_rows = predicted_rows + excluded.predicted_rows, bytes_in = bytes_in + excluded.bytes_in,
            bytes_out = bytes_out + excluded.bytes_out, microseconds = microseconds + excluded.microseconds
        """
    }

    private static func arguments(_ period: Int64, _ key: UsageKey, _ counts: UsageCounts) -> StatementArguments {
        [
            period, key.userID, key.keyID, key.method, key.endpoint, key.status, key.modelID, counts.requests,
            counts.rows, counts.bytesIn, counts.bytesOut, counts.microseconds,
        ]
    }
}
