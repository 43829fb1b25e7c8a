internal import Foundation
public import ObjectStore
public import Replication
internal import Storage

/// What is stored of the files beside the databases.
public struct FilesDigest: Sendable, Hashable {
    /// Counts what was stored; the highest one counts.
    public let generation: UInt64
    /// The SHA-256 of the names and contents.
    public let content: Replication.Digest

    /// A digest.
    public init(generation: UInt64, content: Replication.Digest) {
        self.generation = generation
        self.content = content
    }
}

/// Keeps the small secret files beside the databases in the store: encrypted like them, all together in one object.
///
/// An object is created, never replaced, under the name of a manifest of the database `files`, with the next
/// generation; the newest counts, and ``Limits/fileGenerationsKept`` of them stay.
/// What is in it, ``FilesPayload`` says.
public struct ReplicaFiles: Sendable {
    let objects: any ObjectStore
    let key: MasterKey
    let surroundings: ReplicatorSurroundings
    let queue = BlockingQueue(label: "geoclimate.replicator.files")

    static let database = DatabaseID(named: "files")

    /// The files in a store.
    public init(objects: any ObjectStore, key: MasterKey, surroundings: ReplicatorSurroundings) {
        self.objects = objects
        self.key = key
        self.surroundings = surroundings
    }

    /// Stores the files of a directory if they are not what `last` says, and answers what is stored now.
    ///
    /// A file that is missing is not among them. Without `last` the store is asked what it has. `writer` is random, of
    /// this process. It throws ``ReplicaFilesError``, `StorageError` for a file that cannot be read, `ObjectError` and
    /// `ObjectStoreError`; then the files may be stored nevertheless, and trying again does no harm.
    public func store(
        directory: String, names: [String], writer: Word128, last: FilesDigest?
    ) async throws -> FilesDigest {
        let (payload, content) = try await queue.run {
            let payload = try Self.read(directory: directory, names: names).bytes
            return (payload, Replication.Digest(of: payload))
        }
        if let last, last.content == content { return last }
        for _ in 0..<Limits.fileGenerationAttempts {
            let generations = try await generations()
            if let newest = generations.last, try await self.content(of: newest) == content {
                try await prune(generations)
                return FilesDigest(generation: newest, content: content)
            }
            let next = (generations.last ?? 0) + 1
            let object = try await seal(payload, generation: next, writer: writer)
            do {
                try await objects.create(object, under: try Self.name(of: next))
            } catch ObjectStoreError.alreadyExists {
                // Another process, or an attempt of this one whose answer was lost: what is there decides.
                continue
            }
            try await prune(generations + [next])
            return FilesDigest(generation: next, content: content)
        }
        throw ReplicaFilesError.contended(attempts: Limits.fileGenerationAttempts)
    }

    /// Writes the newest files into a directory, with mode 0600, and answers their names; none when the store has none.
    ///
    /// Nothing is replaced: when one of them is there, or cannot be written, none is left behind and
    /// ``ReplicaFilesError`` or `StorageError` is thrown.
    public func restore(to directory: String) async throws -> [String] {
        for _ in 0..<Limits.fileGenerationAttempts {
            guard let newest = try await generations().last else { return [] }
            do {
                let payload = try await payload(of: newest)
                return try await queue.run {
                    let files = try FilesPayload(payload, of: try Self.name(of: newest).description).files
                    try PrivateFiles(directory: directory).write(files)
                    return files.map(\.name)
                }
            } catch ObjectStoreError.notFound {
                // So many newer ones came that this one was deleted.
                continue
            }
        }
        throw ReplicaFilesError.contended(attempts: Limits.fileGenerationAttempts)
    }

    private static func read(directory: String, names: [String]) throws -> FilesPayload {
        guard names.count <= Limits.replicaFiles else {
            throw ReplicaFilesError.tooMany(count: names.count, limit: Limits.replicaFiles)
        }
        var files: [ReplicaFile] = []
        for name in names {
            guard ReplicaFile.isName(name) else { throw ReplicaFilesError.nameInvalid(name: name) }
            let path = directory + "/" + name
            // A file that cannot be looked at is said by whoever reads it.
            let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? NSNumber
            if let bytes = size?.intValue, bytes > Limits.replicaFileBytes {
                throw ReplicaFilesError.tooLarge(name: name, bytes: bytes, limit: Limits.replicaFileBytes)
            }
            let file = PrivateFile(path: path, maximumBytes: Limits.replicaFileBytes)
            // Whoever may read it here: in the replica nobody can, and it comes back closed to others.
            if let (bytes, _) = try file.read(isShared: true) { files.append(ReplicaFile(name: name, bytes: bytes)) }
        }
        return try FilesPayload(files)
    }
}
