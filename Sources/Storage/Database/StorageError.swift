/// Why a database could not be opened, read or written.
///
/// Each describes itself in a sentence for the operator.
public enum StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The data directory cannot be made or used.
    case directoryUnusable(path: String, reason: String)

    /// Anyone on the machine may write in the data directory.
    case directoryWritableByAnyone(path: String)

    /// The data directory is on a file system that other machines can write to.
    case networkFileSystem(path: String, kind: String)

    /// Another daemon serves this data directory.
    case alreadyServed(path: String, processID: String)

    /// The file is not a database of SQLite, or is not a plain file.
    case notADatabase(path: String, reason: String)

    /// The file is a database of another program.
    case foreignDatabase(path: String, applicationID: Int)

    /// The file was made by a newer version of the appliance.
    case newerSchema(path: String, found: Int, known: Int)

    /// A setting that durability or safety needs did not take effect.
    case settingRefused(path: String, setting: String, expected: String, found: String)

    /// Another process held the database's lock for too long.
    case busy(path: String, milliseconds: Int)

    /// The database was closed before.
    case closed(path: String)

    /// The disk is full or a quota is used up.
    case diskFull(path: String)

    /// SQLite found the file damaged.
    case damaged(path: String, reason: String)

    /// A file of secrets is open to others, is not a plain file, or is too large.
    case secretFileUnsafe(path: String, reason: String)

    /// The operating system refused a file operation.
    case fileOperation(operation: String, path: String, reason: String)

    /// The audit log did not take an entry, so nothing was changed.
    case auditUnwritable(path: String, reason: String)

    /// The key that signs checkpoints cannot be used.
    case auditKeyUnusable(path: String, reason: String)

    /// The audit log is not the continuation of what was signed before.
    case auditContradicted(path: String, reason: String)

    /// SQLite refused a statement.
    case database(path: String, code: Int, reason: String)

    /// The sentence for the operator: what failed, on what, and what to do.
    public var description: String {
        switch self {
        case .directoryUnusable(let path, let reason):
            "The data directory \(path) cannot be used: \(reason). Name another with --data-dir or correct its owner."
        case .directoryWritableByAnyone(let path):
            "Anyone may write in the data directory \(path). Take that away with: chmod o-w \(path)"
        case .networkFileSystem(let path, let kind):
            "The data directory \(path) is on a network file system (\(kind)), where SQLite's locks and shared memory "
                + "do not work. Use a local disk."
        case .alreadyServed(let path, let processID):
            "Another daemon (process \(processID)) already serves \(path). Stop it first or name another directory with "
                + "--data-dir."
        case .notADatabase(let path, let reason):
            "The file \(path) is not a database of the appliance: \(reason). Move it away or name another directory with "
                + "--data-dir."
        case .foreignDatabase(let path, let applicationID):
            "The file \(path) is a database of another program (application id \(applicationID)). Name another directory "
                + "with --data-dir."
        case .newerSchema(let path, let found, let known):
            "The database \(path) was made by a newer version: its schema is \(found), this version knows up to \(known). "
                + "Install the newer version again."
        case .settingRefused(let path, let setting, let expected, let found):
            "The database \(path) refused a setting: \(setting) is \(found) and must be \(expected). Check that nothing "
                + "else changes the file."
        case .busy(let path, let milliseconds):
            "Another process has been writing to \(path) for more than \(milliseconds) ms. Wait for it or stop it, then "
                + "try again."
        case .closed(let path):
            "The database \(path) is closed. Open it again."
        case .diskFull(let path):
            "There is no room left to write \(path). Free space on its disk, then try again."
        case .damaged(let path, let reason):
            "The database \(path) is damaged: \(reason). Restore it from a replica."
        case .secretFileUnsafe(let path, let reason):
            "The file of secrets \(path) is not used: \(reason). It must be a plain file of this account with mode 0600."
        case .fileOperation(let operation, let path, let reason):
            "Could not \(operation) \(path): \(reason)."
        case .auditUnwritable(let path, let reason):
            "The audit log in \(path) cannot be written, so nothing was changed: \(reason). Run geoclimate audit log "
                + "--verify."
        case .auditKeyUnusable(let path, let reason):
            "The key \(path) cannot sign checkpoints of the audit log: \(reason)."
        case .auditContradicted(let path, let reason):
            "The audit log in \(path) was changed or replaced by an older copy: \(reason). Run geoclimate audit log "
                + "--verify; see docs/audit.md."
        case .database(let path, let code, let reason):
            "SQLite refused an operation on \(path) (code \(code)): \(reason)."
        }
    }
}
