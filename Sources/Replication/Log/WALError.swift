/// Why the bytes of a write-ahead log are not what was expected.
public enum WALError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The log has no header yet: it is empty or was cut to nothing.
    case empty
    /// The header is not one of SQLite's write-ahead log.
    case header(reason: String)
    /// The log was begun anew since it was last read.
    case restarted(expected: WALSalts, found: WALSalts)
    /// The bytes end within a frame.
    case partialFrame(number: UInt32)
    /// A frame belongs to an earlier use of the log.
    case staleFrame(number: UInt32)
    /// A frame is not what was written.
    case checksum(number: UInt32)
    /// A frame is for a page that cannot be.
    case page(number: UInt32, page: UInt32)
    /// The last frame that was announced does not end a transaction.
    case unfinishedTransaction(number: UInt32)

    /// The sentence for people: what is wrong, where, and what to do.
    public var description: String {
        switch self {
        case .empty: "The write-ahead log is empty. There is nothing to read."
        case .header(let reason): "The write-ahead log cannot be read: \(reason). Take a new snapshot."
        case .restarted(let expected, let found):
            "The write-ahead log was begun anew: its salts are \(found) instead of \(expected). Compare the database "
                + "with the replica."
        case .partialFrame(let number):
            "The write-ahead log ends within frame \(number). Take a new snapshot."
        case .staleFrame(let number):
            "Frame \(number) of the write-ahead log belongs to an earlier use of it. Take a new snapshot."
        case .checksum(let number):
            "Frame \(number) of the write-ahead log has another checksum than its bytes. Take a new snapshot."
        case .page(let number, let page):
            "Frame \(number) of the write-ahead log is for page \(page), which cannot be. Take a new snapshot."
        case .unfinishedTransaction(let number):
            "Frame \(number) of the write-ahead log was announced as committed and ends no transaction. Take a new "
                + "snapshot."
        }
    }
}
