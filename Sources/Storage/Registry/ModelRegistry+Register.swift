internal import Crypto
internal import GRDB
internal import ObjectStore

extension ModelRegistry {
    /// Stores a model and answers its record: the next version of its name, in stage dev.
    ///
    /// `bytes` are the model file as it is, which the caller has checked; they are kept once for all models that have
    /// the same, and damaged bytes of theirs are repaired by them. `origin` goes into the history. It throws ``RegistryError`` when a field, the size or the
    /// number of models breaks its bound; nothing is stored then.
    public func register(
        _ new: NewModel, bytes: [UInt8], by origin: ChangeOrigin
    ) async throws -> ModelRecord {
        guard !bytes.isEmpty else { throw RegistryError.empty }
        guard bytes.count <= limits.modelBytes else {
            throw RegistryError.tooLarge(bytes: bytes.count, limitBytes: limits.modelBytes)
        }
        try new.validate(limits)
        try checkActor(origin.actor)
        let insertion = try await work.run { [random, limits] in
            ModelInsertion(
                new: new, metadata: try StoredMetadata(new, limits: limits),
                id: ModelIdentifier.make(at: origin.at, random: random), sha256: Digest.sha256(of: bytes),
                sizeBytes: bytes.count, compressed: try Zstandard.compress(bytes),
                note: ChangeNote(cause: .registered, origin: origin))
        }
        return try await database.write { [limits] database in
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM models") ?? 0
            guard count < limits.models else { throw RegistryError.full(limit: limits.models) }
            return try insertion.run(database)
        }
    }

    func checkActor(_ actor: String) throws(RegistryError) {
        try NewModel.checkText(actor, field: "author", 1...limits.actorNameBytes)
    }
}

/// Everything that a new model's rows hold, worked out before the transaction so that the transaction is short.
private struct ModelInsertion: Sendable {
    let new: NewModel
    let metadata: StoredMetadata
    let id: String
    let sha256: String
    let sizeBytes: Int
    let compressed: [UInt8]
    let note: ChangeNote

    func run(_ database: Database) throws -> ModelRecord {
        // These bytes are known to have this SHA-256, which stored ones that differ may not: the good ones take their
        // place. That is how importing a file again repairs a model whose stored bytes were damaged.
        try database.execute(
            sql: """
                INSERT INTO model_blobs (sha256, size_bytes, zstd) VALUES (?, ?, ?)
                ON CONFLICT (sha256) DO UPDATE SET size_bytes = excluded.size_bytes, zstd = excluded.zstd
                WHERE size_bytes <> excluded.size_bytes OR zstd <> excluded.zstd
                """,
            arguments: [sha256, sizeBytes, compressed.databaseBlob])
        let version = try Names.takeNextVersion(of: new.name, in: database)
        try database.execute(
            sql: """
                INSERT INTO models
                    (model_id, model_name, version, model_type, task_type, stage, metrics, created_at, created_by,
                     feature_columns, hyperparameters, tags, description, sha256)
                VALUES (?, ?, ?, ?, ?, 'dev', ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, new.name, version, new.modelType, new.taskType, metadata.metrics,
                note.origin.at.millisecondsSince1970,
                note.origin.actor, metadata.featureColumns, metadata.hyperparameters, metadata.tags, new.description,
                sha256,
            ])
        let record = try ModelRecord.fetch(database, id: id)
        try note.write(database, model: record, from: nil, to: .dev)
        return record
    }
}

/// SHA-256 as the registry writes it.
enum Digest {
    /// 64 lowercase hexadecimal digits.
    static func sha256(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let hash = SHA256.hash(data: bytes)
        return String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
