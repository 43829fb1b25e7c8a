internal import GRDB
internal import ObjectStore

/// A restored `appliance.db` that nobody serves: it is read to prove that it is whole, and never written.
public enum RestoredDatabase {
    /// Hands the production models of the file at `path` with their bytes to `body`, one after the other.
    ///
    /// The bytes are those of the recorded SHA-256. SQLite's own files beside the database are removed again. `body` may
    /// block. It throws ``StorageError``, ``RegistryError`` and what `body` throws.
    public static func productionModels(
        at path: String, limits: Limits = .standard, _ body: @escaping @Sendable (ModelRecord, [UInt8]) throws -> Void
    ) async throws {
        try await BlockingQueue(label: "geoclimate.storage.restored").run {
            defer {
                // A file that cannot be removed is removed with the directory.
                for suffix in ["-wal", "-shm"] { try? SystemCalls.removeFile(path + suffix) }
            }
            try read(path, limits, body)
        }
    }

    private static func read(
        _ path: String, _ limits: Limits, _ body: @escaping @Sendable (ModelRecord, [UInt8]) throws -> Void
    ) throws {
        var configuration = Configuration()
        configuration.label = "geoclimate.restored"
        configuration.readonly = true
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            let models = try queue.read { database in
                try ModelRecord.fetchAll(
                    database, where: "stage = ?1", arguments: [ModelStage.production.rawValue], limit: limits.models)
            }
            for model in models {
                let stored = try queue.read { try StoredBytes.fetch($0, modelID: model.id) }
                let bytes: [UInt8]
                do throws(StoredBytes.Damage) { bytes = try stored.verified(limits: limits) } catch {
                    throw RegistryError.bytesDamaged(id: model.id, sha256: stored.sha256, reason: error.reason)
                }
                try body(model, bytes)
            }
        } catch let error as DatabaseError {
            throw StorageError(error, path: path, limits: limits)
        }
    }
}
