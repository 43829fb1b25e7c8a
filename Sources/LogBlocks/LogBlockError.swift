/// Why bytes are no segment, or entries cannot become one.
public enum LogBlockError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes do not begin as a segment does.
    case notASegment
    /// A newer version wrote the segment.
    case unknownVersion(Int)
    /// The bytes end too early, contradict themselves, or fail a checksum.
    case damaged(String)
    /// A declared or given amount is beyond its bound.
    case tooLarge(String, count: Int, limit: Int)
    /// The segment was compressed with a dictionary that is not at hand.
    case missingDictionary(UInt32)
    /// libzstd failed for another reason than damage.
    case compression(String)
    /// There were no entries.
    case empty

    /// The sentence for people: what failed, on what, and what to do.
    public var description: String {
        switch self {
        case .notASegment: "The bytes are no log segment."
        case .unknownVersion(let version):
            "The log segment has version \(version), which is newer than this program. Install the newer version again."
        case .damaged(let reason): "The log segment is damaged: \(reason). It is left out."
        case .tooLarge(let what, let count, let limit):
            "The log segment has \(count) \(what); at most \(limit) are taken."
        case .missingDictionary(let id): "The dictionary \(id) that the log segment needs is missing."
        case .compression(let reason): "zstd could not work on the log segment: \(reason)."
        case .empty: "A log segment needs at least one entry."
        }
    }
}
