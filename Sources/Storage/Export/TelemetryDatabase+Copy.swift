internal import Foundation
internal import GRDB
internal import ObjectStore

extension TelemetryDatabase {
    /// Copies one state of the telemetry of a data directory into another directory, also while a daemon writes.
    ///
    /// What takes long to read is read from the copy: a read transaction that goes on keeps the daemon from emptying its log,
    /// which counts towards its cap. `destination` must be there and have no telemetry; the copy has mode 0600 and takes as
    /// much room as the file. It throws ``StorageError``.
    public static func copy(
        from directory: String, to destination: String, limits: Limits = .standard
    ) async throws {
        let source = try await open(
            in: directory, as: .reader, maximumBytes: limits.smallestTelemetryBytes, limits: limits)
        do {
            try await BlockingQueue(label: "geoclimate.telemetry.copy").run {
                try source.copy(to: TelemetryFiles(directory: DataDirectory(path: destination)).path)
            }
        } catch {
            try? await source.close()
            throw error
        }
        try await source.close()
    }

    private func copy(to path: String) throws {
        do throws(SystemCalls.Failure) {
            try SystemCalls.createPrivateFile(path)
        } catch {
            throw StorageError.fileOperation(operation: "make the file", path: path, reason: error.reason)
        }
        try translatingErrors {
            let queue = try DatabaseQueue(path: path)
            // In one step, which is one read transaction.
            try pool.backup(to: queue, pagesPerStep: -1)
            try queue.close()
        }
    }
}
