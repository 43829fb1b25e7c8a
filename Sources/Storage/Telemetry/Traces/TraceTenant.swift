internal import GRDB

/// Traces as one of the kinds that share the file.
final class TraceTenant: TelemetryTenant {
    let allowance: Int

    init(allowance: Int) { self.allowance = allowance }

    func usedBytes(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT coalesce(sum(bytes), 0) FROM trace_blocks") ?? 0
    }

    func dropOldest(_ database: Database) throws -> Bool {
        try database.execute(
            sql: "DELETE FROM trace_blocks WHERE id = (SELECT id FROM trace_blocks ORDER BY last, id LIMIT 1)")
        return database.changesCount > 0
    }
}
