internal import GRDB

/// One kind of telemetry in the shared file: it says how much it has and gives its oldest up when there is no room.
///
/// All of it runs on the writer, outside of a transaction.
protocol TelemetryTenant: AnyObject, Sendable {
    /// Bytes that this kind may have before the others give anything up for it.
    var allowance: Int { get }

    /// Bytes that its blocks have, near enough to compare with ``allowance``.
    func usedBytes(_ database: Database) throws -> Int

    /// Deletes one row or one small batch of what is oldest, a few megabytes at most; false where nothing is left.
    func dropOldest(_ database: Database) throws -> Bool
}
