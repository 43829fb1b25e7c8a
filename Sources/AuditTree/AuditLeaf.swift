/// What the tree hashes of one entry of the audit log, byte by byte.
///
/// | bytes | what |
/// |---|---|
/// | 1 | the version of this format, 1 |
/// | 8 | the entry's number, from 1, big-endian |
/// | 8 | when, in milliseconds since 1970 in UTC, big-endian, two's complement |
/// | text | who |
/// | text | the action |
/// | text | the subject |
/// | text | the outcome |
/// | optional text | the address |
/// | optional text | the id of the request |
/// | 4 | how many details follow, big-endian |
/// | text, text | each detail's name and value, in the order of the names' bytes |
///
/// A text is the number of its UTF-8 bytes in four bytes, big-endian, and those bytes. An optional text is a byte 0
/// where it is missing, or a byte 1 and the text. Every length stands before what it measures, so two different entries
/// never have the same bytes.
public struct AuditLeaf: Sendable, Hashable {
    /// The number of the entry, from 1: its place in the tree plus one.
    public var number: Int64

    /// When, in milliseconds since 1970 in UTC.
    public var milliseconds: Int64

    /// Who.
    public var actor: String

    /// What was done or tried.
    public var action: String

    /// To what.
    public var subject: String

    /// What came of it.
    public var outcome: String

    /// From where; nil when there is no address.
    public var address: String?

    /// The id of the request; nil when there was none.
    public var requestID: String?

    /// What else is known.
    public var detail: [String: String]

    /// The version of the format that ``bytes`` are in.
    public static let version: UInt8 = 1

    /// A leaf from its parts.
    public init(
        number: Int64, milliseconds: Int64, actor: String, action: String, subject: String, outcome: String,
        address: String?, requestID: String?, detail: [String: String]
    ) {
        self.number = number
        self.milliseconds = milliseconds
        self.actor = actor
        self.action = action
        self.subject = subject
        self.outcome = outcome
        self.address = address
        self.requestID = requestID
        self.detail = detail
    }

    /// The bytes that are hashed.
    public var bytes: [UInt8] {
        var bytes = [Self.version]
        bytes.appendBigEndian(UInt64(bitPattern: number))
        bytes.appendBigEndian(UInt64(bitPattern: milliseconds))
        for text in [actor, action, subject, outcome] { bytes.appendText(text) }
        for text in [address, requestID] {
            bytes.append(text == nil ? 0 : 1)
            if let text { bytes.appendText(text) }
        }
        bytes.appendBigEndian(UInt32(truncatingIfNeeded: detail.count))
        for (name, value) in detail.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            bytes.appendText(name)
            bytes.appendText(value)
        }
        return bytes
    }

    /// The hash that the tree holds for the entry.
    public var hash: [UInt8] { TreeHash.leaf(bytes) }
}

extension [UInt8] {
    fileprivate mutating func appendBigEndian(_ number: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// A text of 4 GiB or more would be cut in its length; the log bounds its texts far below.
    fileprivate mutating func appendText(_ text: String) {
        appendBigEndian(UInt32(truncatingIfNeeded: text.utf8.count))
        append(contentsOf: text.utf8)
    }
}
