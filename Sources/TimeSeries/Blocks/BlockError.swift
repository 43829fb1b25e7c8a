/// Why bytes are no block, or cannot become one.
public enum BlockError: Error, Equatable, CustomStringConvertible {
    /// They do not begin as a block of this room does.
    case notABlock
    /// They are a block of a format that this version does not know.
    case unknownVersion(UInt8)
    /// They end too early.
    case truncated
    /// Their checksum is another.
    case checksum
    /// They say that they hold more than is accepted.
    case overLimit(String, found: UInt64, limit: Int)
    /// They contradict themselves.
    case malformed(String)
    /// There was no memory to compress them.
    case noMemory

    /// The sentence for people.
    public var description: String {
        switch self {
        case .notABlock: "The bytes are no block of samples."
        case .unknownVersion(let version): "The block has format \(version), which this version does not know."
        case .truncated: "The block ends too early."
        case .checksum: "The block's checksum does not fit its bytes."
        case .overLimit(let what, let found, let limit):
            "The block has \(found) \(what); at most \(limit) are accepted."
        case .malformed(let reason): "The block contradicts itself: \(reason)."
        case .noMemory: "There was no memory to compress a block."
        }
    }
}
