internal import GRDB
internal import TimeSeries

/// Metrics as one of the kinds that share the file.
final class MetricTenant: TelemetryTenant {
    let allowance: Int

    init(allowance: Int) { self.allowance = allowance }

    func usedBytes(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT coalesce(sum(bytes), 0) FROM metric_blocks") ?? 0
    }

    func dropOldest(_ database: Database) throws -> Bool {
        var bytes: [Resolution: Int] = [:]
        for row in try Row.fetchAll(
            database, sql: "SELECT resolution, sum(bytes) AS bytes FROM metric_blocks GROUP BY resolution")
        {
            let number: Int = try row.decode(forColumn: "resolution")
            if let resolution = Resolution(rawValue: number) {
                bytes[resolution] = try row.decode(forColumn: "bytes")
            }
        }
        guard let victim = SizeRetention.victim(bytes: bytes) else { return false }
        try database.execute(
            sql: """
                DELETE FROM metric_blocks WHERE id = (
                    SELECT id FROM metric_blocks WHERE resolution = ? ORDER BY window_start, stripe, is_final LIMIT 1)
                """, arguments: [victim.rawValue])
        return database.changesCount > 0
    }
}
