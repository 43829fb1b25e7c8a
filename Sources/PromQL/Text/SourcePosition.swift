/// A range of byte offsets in a query's text.
public struct SourceRange: Hashable, Sendable {
    /// The offset of the first byte.
    public var start: Int
    /// The offset after the last byte.
    public var end: Int

    /// From one offset up to another.
    public init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    /// From the start of one to the end of another.
    func joined(to other: SourceRange) -> SourceRange {
        SourceRange(start, other.end)
    }

    /// Line and column of the start, as Prometheus writes them: `1:5`.
    ///
    /// Columns count bytes from 1. An empty query has no position.
    public func location(in query: String) -> String {
        guard !query.isEmpty else { return "unknown position" }
        guard (0...query.utf8.count).contains(start) else { return "invalid position" }
        var line = 1
        var lastBreak = -1
        for (offset, byte) in query.utf8.prefix(start).enumerated() where byte == UInt8(ascii: "\n") {
            line += 1
            lastBreak = offset
        }
        return "\(line):\(start - lastBreak)"
    }
}
