public import Replication

/// Why the changes of a database cannot be captured any more; each asks for a comparison with the replica.
public enum CaptureError: Error, Sendable, Hashable, CustomStringConvertible {
    /// SQLite refused a setting that capturing needs.
    case refused(path: String, setting: String, code: Int)
    /// The database is captured already.
    case alreadyCaptured(path: String)
    /// The log cannot be read.
    case unreadable(path: String, reason: String)
    /// The log is not what was committed.
    case log(path: String, WALError)
    /// The log was begun anew before everything in it was safe.
    case restarted(path: String, read: LogPosition?, found: LogPosition)
    /// The database changed in a way that no page of the log explains.
    case pages(path: String, PageHashError)
    /// The file that says what the replica has reached cannot be used.
    case state(path: String, reason: String)
    /// A snapshot would not have the state that it is said to have.
    case otherState(path: String)

    /// The sentence for people: what failed, on what, and what to do.
    public var description: String {
        switch self {
        case .refused(let path, let setting, let code):
            "SQLite refused \(setting) on \(path) (code \(code)), so it cannot be replicated."
        case .alreadyCaptured(let path): "The changes of \(path) are captured already."
        case .unreadable(let path, let reason): "The write-ahead log \(path) cannot be read: \(reason)."
        case .log(let path, let error): "\(path): \(error)"
        case .restarted(let path, let read, let found):
            "The write-ahead log \(path) was begun anew at frame \(read?.frame ?? 0), before everything in it was safe "
                + "(its salts are now \(found.salts)). Check which other program opens the database; the replica is "
                + "compared with it again."
        case .pages(let path, let error): "\(path): \(error)"
        case .state(let path, let reason): "The state of the replica in \(path) cannot be used: \(reason)."
        case .otherState(let path):
            "The snapshot of \(path) would not have the state of the segment that it follows. It is not sent."
        }
    }
}
