/// Answers queries from a source.
///
/// It blocks: call it where that is allowed, one query a thread.
public struct LogQLEngine {
    let source: any LogSource
    /// Lines that one query may look at.
    let lineLimit: Int
    /// Whether `detected_level` is worked out for lines that do not bring it.
    let detectsLevel: Bool

    /// Makes an engine over a source.
    public init(source: any LogSource, lineLimit: Int = Limits.lines, detectsLevel: Bool = true) {
        self.source = source
        self.lineLimit = lineLimit
        self.detectsLevel = detectsLevel
    }
}
