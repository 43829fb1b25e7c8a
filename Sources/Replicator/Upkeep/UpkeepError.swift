/// Why upkeep of a replica could not do something.
public enum UpkeepError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The directory for the trial restore cannot be used.
    case scratch(path: String, reason: String)
    /// There is too little room for the trial restore.
    case noRoom(path: String, freeBytes: Int, neededBytes: Int)
    /// The restored file is not what was restored any more.
    case changedCopy(path: String)

    /// The sentence for people: what failed, on what, and what to do.
    public var description: String {
        switch self {
        case .scratch(let path, let reason):
            "The trial restore cannot use \(path): \(reason). See to it that the directory can be written to."
        case .noRoom(let path, let free, let needed):
            "The trial restore to \(path) needs \(needed) bytes on the disk and \(free) are free. Make room, or name another "
                + "directory."
        case .changedCopy(let path):
            "The restored copy \(path) was changed while it was checked, so no snapshot was made of it. Check what else writes "
                + "to the directory."
        }
    }
}
