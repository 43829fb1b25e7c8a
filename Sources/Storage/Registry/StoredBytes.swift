internal import Foundation
internal import GRDB

/// A model's bytes as the database keeps them: compressed, with what they must turn out to be.
struct StoredBytes: Sendable {
    let sha256: String
    let sizeBytes: Int
    let compressed: [UInt8]

    /// Why stored bytes are not the registered ones.
    struct Damage: Error {
        /// A clause without a full stop.
        let reason: String
    }

    static func fetch(_ database: Database, modelID: String) throws -> StoredBytes {
        let sql = """
            SELECT sha256, size_bytes, zstd FROM models LEFT JOIN model_blobs USING (sha256) WHERE model_id = ?
            """
        guard let row = try Row.fetchOne(database, sql: sql, arguments: [modelID]) else {
            throw RegistryError.notFound(id: modelID)
        }
        let sha256 = try row.decode(String.self, forColumn: "sha256")
        guard let size = try row.decode(Int?.self, forColumn: "size_bytes"),
            let data = try row.decode(Data?.self, forColumn: "zstd")
        else { throw RegistryError.bytesDamaged(id: modelID, sha256: sha256, reason: "they are not in the database") }
        return StoredBytes(sha256: sha256, sizeBytes: size, compressed: [UInt8](data))
    }

    /// The original bytes, once size and SHA-256 have been checked.
    func verified(limits: Limits) throws(Damage) -> [UInt8] {
        let bytes = try decompressed(limits: limits)
        try verify(bytes)
        return bytes
    }

    /// The original bytes as their frame gives them back; ``verify(_:)`` says whether they are.
    func decompressed(limits: Limits) throws(Damage) -> [UInt8] {
        guard (1...limits.modelBytes).contains(sizeBytes) else {
            throw Damage(reason: "the recorded size of \(sizeBytes) bytes is not between 1 and \(limits.modelBytes)")
        }
        let bytes: [UInt8]
        do { bytes = try Zstandard.decompress(compressed, maximumBytes: sizeBytes) } catch {
            throw Damage(error)
        }
        guard bytes.count == sizeBytes else {
            throw Damage(reason: "they are \(bytes.count) bytes instead of \(sizeBytes)")
        }
        return bytes
    }

    /// Checks the original bytes against their SHA-256.
    func verify(_ bytes: [UInt8]) throws(Damage) {
        let found = Digest.sha256(of: bytes)
        guard found == sha256 else { throw Damage(reason: "their SHA-256 is \(found)") }
    }
}

extension StoredBytes.Damage {
    /// What is wrong with a frame that does not give its bytes back.
    fileprivate init(_ error: ZstandardError) {
        reason =
            switch error {
            case .damaged(let reason): "their frame cannot be read, \(reason)"
            case .tooLarge(let bytes, let limitBytes):
                "their frame holds \(bytes) bytes, at most \(limitBytes) were stored"
            case .compressionFailed: "there is not enough memory for their frame"
            }
    }
}

extension [UInt8] {
    /// The bytes as a value that a statement takes.
    var databaseBlob: Data { Data(self) }
}
