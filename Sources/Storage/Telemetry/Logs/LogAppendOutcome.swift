/// Why a line is not stored.
public enum LogRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    case noLabels
    case tooManyLabels(count: Int, limit: Int)
    case labelTooLong(name: String, bytes: Int, limit: Int)
    case tooManyStreams(limit: Int)
    case lineTooLong(bytes: Int, limit: Int)
    case metadataTooLarge(reason: String)
    case tooFarBehind(seconds: Int)
    case tooFarAhead(seconds: Int)
    case tooOld(days: Int)
    /// Lines wait for the disk already, as many as there may.
    case full(limitBytes: Int)
    /// As many places of sources are kept as there may be.
    case tooManyCursors(limit: Int)
    /// The name of the source, or its place.
    case cursorTooLong(bytes: Int, limit: Int)
    /// Another process owns the logs.
    case readOnly

    /// The sentence for the sender.
    public var description: String {
        switch self {
        case .noLabels: "A stream needs at least one label."
        case .tooManyLabels(let count, let limit): "The stream has \(count) labels; at most \(limit) are taken."
        case .labelTooLong(let name, let bytes, let limit):
            "The label '\(name.prefix(64))' of the stream has \(bytes) bytes in its name or value; at most \(limit) are taken."
        case .tooManyStreams(let limit):
            "There are \(limit) streams already. Use fewer labels, or labels with fewer values."
        case .lineTooLong(let bytes, let limit): "The line has \(bytes) bytes; at most \(limit) are taken."
        case .metadataTooLarge(let reason): "The structured metadata of the line is refused: \(reason)"
        case .tooFarBehind(let seconds):
            "The line is more than \(seconds) seconds older than the newest of its stream: it is too far behind."
        case .tooFarAhead(let seconds): "The line is more than \(seconds) seconds ahead of the clock."
        case .tooOld(let days): "The line is more than \(days) days old, and so long logs are kept."
        case .full(let limit): "\(limit) bytes of lines wait for the disk already. Send the line again later."
        case .tooManyCursors(let limit):
            "There are \(limit) sources already of which is kept how far they were read. Follow fewer files."
        case .cursorTooLong(let bytes, let limit):
            "The name of a source, or its place, has \(bytes) bytes; at most \(limit) are kept. Use a shorter name."
        case .readOnly: "The logs belong to another process, which must be asked to append."
        }
    }

    /// Whether the same line is taken later although nobody does anything.
    public var passes: Bool { if case .full = self { true } else { false } }
}

/// What became of some lines.
public struct LogAppendOutcome: Sendable, Equatable {
    /// Lines that were taken.
    public var accepted = 0
    /// Lines that were dropped because too many wait for the disk, or because the place of their source cannot be kept.
    public var dropped = 0
    /// Lines that were refused for what they are.
    public var refused = 0
    /// Why the first of the others was not taken.
    public var firstRefusal: LogRefusal?

    mutating func add(_ refusal: LogRefusal, lines: Int = 1) {
        switch refusal {
        case .full, .tooManyCursors, .cursorTooLong: dropped += lines
        default: refused += lines
        }
        if firstRefusal == nil { firstRefusal = refusal }
    }

    mutating func add(_ other: LogAppendOutcome) {
        accepted += other.accepted
        dropped += other.dropped
        refused += other.refused
        firstRefusal = firstRefusal ?? other.firstRefusal
    }
}
