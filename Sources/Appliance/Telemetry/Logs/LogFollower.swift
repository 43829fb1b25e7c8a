import LogQL
import Signals

/// A line as somebody who follows the logs sees it.
struct FollowedLine: Sendable, Hashable {
    let timestamp: Int64
    let line: String
    let labels: [Label]
}

/// Decides what to read next so that each line is shown once, also those that are stored later than younger ones.
struct LogFollower: Sendable {
    /// Nanoseconds that are read again with each look: lines of one second may be written down by the next.
    static let overlap: Int64 = 10_000_000_000
    /// Nanoseconds after which a line is stored.
    private static let delay: Int64 = 2_000_000_000
    /// Nanoseconds before the start in which the first lines are looked for.
    private static let history: Int64 = 86_400_000_000_000

    private let start: Int64
    private var from: Int64
    /// Lines that were shown and may be read again.
    private var shown: Set<FollowedLine> = []

    /// Begins to follow at a time, or a little before it: what was logged just now may not be stored yet.
    init(now: Int64) {
        start = now - Self.delay
        from = start
    }

    /// The last lines before the start.
    func first(_ count: Int) -> LogOptions {
        LogOptions(range: (start - Self.history)..<start, limit: count)
    }

    /// The lines since the last look.
    func next(now: Int64) -> LogOptions {
        let first = max(start, min(from, now) - Self.overlap)
        return LogOptions(
            range: first..<(max(first, now) + 1), limit: LogQL.Limits.entries, direction: .forward)
    }

    /// The lines that were not shown yet, the oldest first; they count as shown from now on.
    mutating func new(_ lines: [FollowedLine]) -> [FollowedLine] {
        let fresh = lines.filter { shown.insert($0).inserted }.sorted { $0.timestamp < $1.timestamp }
        if let newest = fresh.last?.timestamp { from = max(from, newest) }
        let oldest = from - 2 * Self.overlap
        shown = shown.filter { $0.timestamp >= oldest }
        return fresh
    }
}
