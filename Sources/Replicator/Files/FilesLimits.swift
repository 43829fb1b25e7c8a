internal import Replication

extension Limits {
    /// Files that are kept beside the databases.
    static let replicaFiles = 64

    /// Bytes of one of them: as many as the file of the audit log's checkpoints may have.
    static let replicaFileBytes = 32 << 20

    /// Bytes of the name of one, as file systems take them.
    static let replicaFileNameBytes = 255

    /// Generations that stay in the store.
    static let fileGenerationsKept = 5

    /// Times that creating a generation is tried while others create some too.
    static let fileGenerationAttempts = 8

    /// Generations that are listed at most: those that are kept, and what could not be deleted for a long time.
    static let fileGenerationsListed = 10_000

    /// Bytes of an object with all files: its payload, and what an object has around that.
    static let replicaFilesObjectBytes = replicaFilesPayloadBytes + (64 << 10)

    /// Bytes of its payload: of all files together, with their names and lengths.
    static let replicaFilesPayloadBytes = 64 << 20

    /// The bounds of the objects that files are kept in.
    static var replicaFileObjects: Replication.Limits {
        var limits = Replication.Limits.standard
        limits.payloadBytes = replicaFilesPayloadBytes
        return limits
    }
}
