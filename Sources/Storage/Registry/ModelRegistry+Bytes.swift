internal import ObjectStore

extension ModelRegistry {
    /// The bytes of a model, exactly as they were registered.
    ///
    /// They are checked against the stored SHA-256 each time, so damage is an error and never a wrong prediction.
    /// It throws ``RegistryError/notFound(id:)`` and ``RegistryError/bytesDamaged(id:sha256:reason:)``.
    public func bytes(ofModel id: String) async throws -> [UInt8] {
        try await read(bytesOfModel: id) { $0 }
    }

    /// What `body` makes of a model's bytes, answered once they have proved to be the registered ones.
    ///
    /// Their SHA-256 is computed while `body` works, so it must take bytes that nobody has vouched for yet. When they
    /// are damaged, that is the error, whatever `body` made of them. It throws ``RegistryError/notFound(id:)``,
    /// ``RegistryError/bytesDamaged(id:sha256:reason:)`` and what `body` throws.
    public func read<Value: Sendable>(
        bytesOfModel id: String, _ body: ([UInt8]) async throws -> Value
    ) async throws -> Value {
        let stored = try await database.read { try StoredBytes.fetch($0, modelID: id) }
        let bytes = try await work.run { [limits] in
            try stored.refusing(damageOf: id) { () throws(StoredBytes.Damage) in
                try stored.decompressed(limits: limits)
            }
        }
        async let isIntact: Void = work.run {
            try stored.refusing(damageOf: id) { () throws(StoredBytes.Damage) in try stored.verify(bytes) }
        }
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body(bytes)) } catch { outcome = .failure(error) }
        try await isIntact
        return try outcome.get()
    }
}

extension StoredBytes {
    /// Runs `check` and turns the damage that it finds into the registry's error.
    fileprivate func refusing<Value>(
        damageOf id: String, _ check: () throws(StoredBytes.Damage) -> Value
    ) throws(RegistryError) -> Value {
        do throws(StoredBytes.Damage) { return try check() } catch {
            throw RegistryError.bytesDamaged(id: id, sha256: sha256, reason: error.reason)
        }
    }
}
