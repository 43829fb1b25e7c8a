internal import GRDB

/// The connections to `telemetry.db` that the logs need.
struct LogDatabase: Sendable {
    let path: String
    let limits: Limits
    let pool: DatabasePool

    /// Runs `body` on a reader: one state of the database throughout.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try translatingErrors { try pool.read(body) }
    }

    /// Runs `body` in a write transaction, committed durably when it returns and undone when it throws.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try translatingErrors { try pool.write(body) }
    }

    private func translatingErrors<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StorageError(error, path: path, limits: limits)
        } catch let error as RowDecodingError {
            throw StorageError.damaged(path: path, reason: "\(error)")
        } catch let error as DamagedRow {
            throw StorageError.damaged(path: path, reason: error.reason)
        }
    }
}
