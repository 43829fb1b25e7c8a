internal import ObjectStore
public import Replication

/// A manifest as it is in the store.
struct StoredManifest: Sendable {
    let manifest: Manifest
    let header: ObjectHeader
    let sizeBytes: Int
}

extension ReplicaStore {
    /// Reads the newest manifest, lets `change` change it, and creates the next generation of it.
    ///
    /// When others were faster it begins again with theirs, so `change` may be called more than once; when the store gives
    /// no answer, its error is thrown, the manifest may have been created, and `change` has to bear being applied again. It
    /// throws ``ReplicatorError/manifestContended(attempts:)`` after ``Limits/manifestAttempts`` attempts.
    public func updateManifest(
        writer: Word128, surroundings: ReplicatorSurroundings, _ change: @Sendable (inout Manifest) throws -> Void
    ) async throws -> Manifest {
        for _ in 0..<Limits.manifestAttempts {
            let last = try await newestManifest()
            var manifest =
                last?.manifest
                ?? Manifest(generation: 0, timelines: [:], snapshots: [], runs: [], tombstones: [:])
            try change(&manifest)
            manifest.generation = (last?.header.lastSequence ?? 0) + 1
            let header = try header(for: manifest, after: last?.header, writer: writer, surroundings: surroundings)
            let next = manifest
            let bytes = try await blocking {
                try header.sealed(payload: next.bytes(limits: limits), key: key, limits: limits)
            }
            // The count of chunks is in the header as it was sealed.
            let sealed = try ObjectHeader(bytes, limits: limits)
            let name = ReplicaKey.manifest(database, generation: manifest.generation)
            guard try await create(bytes, header: sealed, under: name) == .acknowledged else { continue }
            if try await counts(sealed, under: name) { return manifest }
        }
        throw ReplicatorError.manifestContended(attempts: Limits.manifestAttempts)
    }

    /// The newest manifest, authenticated; nil when there is none.
    func newestManifest() async throws -> StoredManifest? {
        for _ in 0..<Limits.manifestAttempts {
            guard let generation = try await manifestGenerations().max() else { return nil }
            do {
                let (object, payload) = try await payload(.manifest(database, generation: generation))
                let manifest = try Manifest(payload, limits: limits)
                guard manifest.generation == generation, object.header.lastSequence == generation else {
                    throw ReplicatorError.misplaced(name: ReplicaKey.manifest(database, generation: generation).name)
                }
                return StoredManifest(manifest: manifest, header: object.header, sizeBytes: object.sizeBytes)
            } catch ObjectStoreError.notFound {
                // There are so many newer ones meanwhile that this one was removed.
                continue
            }
        }
        throw ReplicatorError.manifestContended(attempts: Limits.manifestAttempts)
    }

    private func manifestGenerations() async throws -> [UInt64] {
        var sizes: [ReplicaKey: Int] = [:]
        try await list(ReplicaKey.prefix(of: database) + "manifest/", into: &sizes)
        return sizes.keys.compactMap { if case .manifest(_, let generation) = $0 { generation } else { nil } }
    }

    /// Whether a manifest that was just created is the newest or the next one grew out of it; removes what is too old.
    ///
    /// One who was slow may create a generation that others had, left behind and removed. It would never be read.
    private func counts(_ header: ObjectHeader, under name: ReplicaKey) async throws -> Bool {
        let generation = header.lastSequence
        let there = try await manifestGenerations()
        if let newest = there.max(), newest > generation {
            let next = ReplicaKey.manifest(database, generation: generation + 1)
            do {
                guard try await remoteObject(next).header.previous == header.identity else { return false }
            } catch ObjectStoreError.notFound {
                try await delete(name)
                return false
            }
        }
        for old in there where old + UInt64(Limits.newestManifests) <= generation {
            try await delete(.manifest(database, generation: old))
        }
        return true
    }

    private func header(
        for manifest: Manifest, after last: ObjectHeader?, writer: Word128, surroundings: ReplicatorSurroundings
    ) throws -> ObjectHeader {
        // A manifest has no pages; the field has to hold a size that SQLite knows.
        guard let pageSize = PageSize(bytes: 4_096) else { throw ObjectError.header(field: "the size of pages") }
        return ObjectHeader(
            kind: .manifest, keyIdentity: key.identity, database: database,
            timeline: max(manifest.timelines.keys.max() ?? 1, 1),
            sequences: manifest.generation...manifest.generation, pageSize: pageSize, databasePages: 0, hashBefore: 0,
            hashAfter: 0, previous: last?.identity ?? .none,
            timestamp: shippingTimestamp(now: surroundings.now(), previous: last?.timestamp), writer: writer,
            salt: surroundings.salt())
    }
}
