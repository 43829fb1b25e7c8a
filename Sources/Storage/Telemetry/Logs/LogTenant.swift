internal import GRDB

/// Logs as one of the kinds that share the file.
final class LogTenant: TelemetryTenant {
    let allowance: Int
    private let segmentsAtOnce: Int

    init(allowance: Int, segmentsAtOnce: Int) {
        self.allowance = allowance
        self.segmentsAtOnce = segmentsAtOnce
    }

    func usedBytes(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT coalesce(sum(stored_bytes), 0) FROM log_segments") ?? 0
    }

    func dropOldest(_ database: Database) throws -> Bool {
        var dropped = 0
        try database.inTransaction(.immediate) {
            dropped = try LogRetention.deleteOldest(atMost: segmentsAtOnce, database)
            return .commit
        }
        return dropped > 0
    }
}
