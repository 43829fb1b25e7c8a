internal import GRDB

extension StorageError {
    /// What an error of SQLite means for the operator.
    init(_ error: DatabaseError, path: String, limits: Limits) {
        let reason = error.message ?? "no reason given"
        self =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path, milliseconds: limits.busyTimeoutMilliseconds)
            case .SQLITE_FULL: .diskFull(path: path)
            case .SQLITE_CORRUPT: .damaged(path: path, reason: reason)
            case .SQLITE_NOTADB: .notADatabase(path: path, reason: reason)
            default: .database(path: path, code: Int(error.extendedResultCode.rawValue), reason: reason)
            }
    }
}

extension StorageError {
    /// Whether the connection was closed before anything was done with it.
    var isOfClosed: Bool {
        switch self {
        case .closed: true
        case .database(_, let code, _): code == Int(ResultCode.SQLITE_MISUSE.rawValue)
        default: false
        }
    }
}

extension ApplianceDatabase {
    /// Runs `body` and turns the errors of SQLite and of unreadable rows into ``StorageError``, so that no other type
    /// leaves this target.
    func translatingErrors<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw translated(error) }
    }

    /// Runs `body` and turns the errors of SQLite and of unreadable rows into ``StorageError``, so that no other type
    /// leaves this target.
    func translatingErrors<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch { throw translated(error) }
    }

    private func translated(_ error: any Error) -> any Error {
        switch error {
        case let error as DatabaseError: StorageError(error, path: path, limits: limits)
        case let error as RowDecodingError: StorageError.damaged(path: path, reason: "\(error)")
        case let error as DamagedRow: StorageError.damaged(path: path, reason: error.reason)
        case let error as AuditNotWritten: StorageError.auditUnwritable(path: path, reason: error.reason)
        default: error
        }
    }
}
