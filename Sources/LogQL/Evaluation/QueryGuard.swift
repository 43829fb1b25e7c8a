/// What one query has looked at so far, and whether it may go on.
struct QueryGuard {
    private(set) var statistics = QueryStatistics()
    private let lineLimit: Int
    private let isCancelled: () -> Bool
    private var linesLeft = 0
    private var bytesLeft = 0

    init(lineLimit: Int, isCancelled: @escaping () -> Bool) {
        self.lineLimit = lineLimit
        self.isCancelled = isCancelled
    }

    /// Counts a line, and asks from time to time whether anybody still wants the answer.
    mutating func count(_ line: ArraySlice<UInt8>) throws(LogQLError) {
        statistics.lines += 1
        statistics.bytes += line.count
        linesLeft -= 1
        bytesLeft -= line.count
        guard linesLeft < 0 || bytesLeft < 0 else { return }
        linesLeft = Limits.linesBetweenChecks
        bytesLeft = Limits.bytesBetweenChecks
        try check()
        guard statistics.lines <= lineLimit else {
            throw .limit("The query looks at more than \(lineLimit) lines: ask for less time or fewer streams.")
        }
    }

    func check() throws(LogQLError) {
        if isCancelled() { throw .cancelled }
    }

    mutating func countMatch() { statistics.matches += 1 }
}

/// What a query cost.
public struct QueryStatistics: Sendable, Equatable {
    /// Lines that the source gave.
    public internal(set) var lines = 0
    /// Their bytes.
    public internal(set) var bytes = 0
    /// Lines that went through the pipeline.
    public internal(set) var matches = 0
}
