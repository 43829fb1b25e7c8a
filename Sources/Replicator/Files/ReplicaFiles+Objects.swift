internal import ObjectStore
internal import Replication

extension ReplicaFiles {
    static func name(of generation: UInt64) throws(ObjectStoreError) -> ObjectKey {
        try ObjectKey(ReplicaKey.manifest(database, generation: generation).name)
    }

    /// The generations in the store, in their order.
    func generations() async throws -> [UInt64] {
        var generations: [UInt64] = []
        var last: ObjectKey?
        while true {
            let page = try await objects.list(
                prefix: ReplicaKey.prefix(of: Self.database) + "manifest/", after: last,
                limit: Limits.fileGenerationsListed)
            for info in page {
                if case .manifest(Self.database, let generation) = ReplicaKey(info.key.description) {
                    generations.append(generation)
                }
            }
            guard let end = page.last?.key else { return generations }
            guard generations.count <= Limits.fileGenerationsListed else {
                throw ReplicaFilesError.tooManyGenerations(limit: Limits.fileGenerationsListed)
            }
            last = end
        }
    }

    /// Deletes all but the newest of some generations.
    func prune(_ generations: [UInt64]) async throws {
        for generation in generations.dropLast(Limits.fileGenerationsKept) {
            try await objects.delete(try Self.name(of: generation))
        }
    }

    /// What a generation has; nil when it is damaged, or gone, and a new one is needed anyway.
    func content(of generation: UInt64) async throws -> Replication.Digest? {
        do {
            let payload = try await payload(of: generation)
            return await queue.result { Replication.Digest(of: payload) }
        } catch ObjectError.damaged, ObjectStoreError.notFound {
            return nil
        }
    }

    /// The payload of a generation, authenticated.
    func payload(of generation: UInt64) async throws -> [UInt8] {
        let name = try Self.name(of: generation)
        guard let size = try await objects.head(name)?.sizeBytes else { throw ObjectStoreError.notFound(key: name) }
        guard size <= Limits.replicaFilesObjectBytes else {
            throw ObjectError.tooLarge(what: "bytes", count: size, limit: Limits.replicaFilesObjectBytes)
        }
        let bytes = try await objects.get(name)
        return try await queue.run { [key] in
            let object = try OpenedObject(bytes, key: key, limits: Limits.replicaFileObjects)
            // Otherwise an old object under a new name would bring old files back.
            guard object.header.database == Self.database, object.header.lastSequence == generation else {
                throw ReplicaFilesError.misplaced(object: name.description)
            }
            guard let payload = object.payload else { throw ReplicaFilesError.malformed(object: name.description) }
            return payload
        }
    }

    /// The object of a generation.
    func seal(_ payload: [UInt8], generation: UInt64, writer: Word128) async throws -> [UInt8] {
        // Files have no pages; the field has to hold a size that SQLite knows.
        guard let pageSize = PageSize(bytes: 4_096) else { throw ObjectError.header(field: "the size of pages") }
        let header = ObjectHeader(
            kind: .manifest, keyIdentity: key.identity, database: Self.database, timeline: 1,
            sequences: generation...generation, pageSize: pageSize, databasePages: 0, hashBefore: 0, hashAfter: 0,
            previous: .none, timestamp: surroundings.now(), writer: writer, salt: surroundings.salt())
        return try await queue.run { [key] in
            try header.sealed(payload: payload, key: key, limits: Limits.replicaFileObjects)
        }
    }
}
