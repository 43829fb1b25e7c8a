/// Why the files beside the databases were not stored or restored.
public enum ReplicaFilesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name is not that of a file in the directory.
    case nameInvalid(name: String)
    /// There are more files than are kept.
    case tooMany(count: Int, limit: Int)
    /// A file has more bytes than are kept.
    case tooLarge(name: String, bytes: Int, limit: Int)
    /// All files together have more bytes than are kept.
    case tooLargeTogether(bytes: Int, limit: Int)
    /// The payload was written by a newer version.
    case newerFormat(version: UInt16)
    /// The payload is authentic and not a list of files.
    case malformed(object: String)
    /// An authentic object lies under the name of another.
    case misplaced(object: String)
    /// Others stored files whenever this process tried to.
    case contended(attempts: Int)
    /// There are more generations than this deletes.
    case tooManyGenerations(limit: Int)
    /// A file is there already.
    case exists(path: String)
    /// A file could not get its name.
    case unwritable(path: String, reason: String)

    /// The sentence for people: what failed, on what, and what to do.
    public var description: String {
        switch self {
        case .nameInvalid(let name):
            "\(name.prefix(300).debugDescription) is not the name of a file: it is empty, too long, leads elsewhere, "
                + "or is there twice."
        case .tooMany(let count, let limit): "There are \(count) files beside the databases; at most \(limit) are kept."
        case .tooLarge(let name, let bytes, let limit):
            "The file \(name) has \(bytes) bytes; at most \(limit) are kept in the replica. Make it smaller."
        case .tooLargeTogether(let bytes, let limit):
            "The files beside the databases have \(bytes) bytes together; at most \(limit) are kept in the replica. Make "
                + "them smaller."
        case .newerFormat(let version):
            "The files in the replica have the format \(version), which this version does not know. "
                + "Install a newer one."
        case .malformed(let object):
            "The object \(object) is authentic and holds no list of files. Check which program wrote it."
        case .misplaced(let object):
            "The object \(object) is one of this replica under the name of another. Somebody moved objects in the "
                + "store: put it right."
        case .contended(let attempts):
            "Others stored files \(attempts) times in a row while this process wanted to. Look for other processes "
                + "that have the same prefix; it is tried again later."
        case .tooManyGenerations(let limit):
            "The store has more than \(limit) generations of the files beside the databases. Check that the "
                + "credentials allow deleting, and delete the older ones."
        case .exists(let path): "\(path) is there already and is never replaced. Restore into another directory."
        case .unwritable(let path, let reason): "Could not give the restored file the name \(path): \(reason)."
        }
    }
}
