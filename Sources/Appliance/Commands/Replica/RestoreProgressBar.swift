import Replicator
import Synchronization

/// How far a restore is, on the terminal; nothing where there is none.
final class RestoreProgressBar: Sendable {
    private struct State {
        var shownAt: Int64?
        var hasLine = false
    }

    private let name: String
    private let isShown: Bool
    private let milliseconds: @Sendable () -> Int64
    private let start: Int64
    private let state = Mutex(State())

    /// A bar for the database of a name; `milliseconds` only grows.
    init(_ name: String, isShown: Bool, milliseconds: @escaping @Sendable () -> Int64) {
        self.name = name
        self.isShown = isShown
        self.milliseconds = milliseconds
        start = milliseconds()
    }

    /// Draws the bar, unless it was drawn just now.
    func show(_ progress: RestoreProgress) {
        guard isShown else { return }
        let now = milliseconds()
        let isDue = state.withLock { state in
            if let shownAt = state.shownAt, now - shownAt < Limits.progressMilliseconds,
                progress.pages < progress.pagesInAll
            {
                return false
            }
            state.shownAt = now
            state.hasLine = true
            return true
        }
        guard isDue else { return }
        let word = if case .checking = progress.phase { "checking" } else { "reading" }
        let line = Self.line(
            name: name, word: word, pages: progress.pages, pagesInAll: progress.pagesInAll, bytes: progress.bytes,
            milliseconds: now - start)
        Console.prompt("\r\(line)\u{1B}[K")
    }

    /// Leaves the line, so that what follows begins on one of its own.
    func end() {
        if state.withLock({ state in
            defer { state.hasLine = false }
            return state.hasLine
        }) {
            Console.prompt("\n")
        }
    }

    /// The line: name, bar, share of the pages, and the speed of the download.
    static func line(
        name: String, word: String, pages: Int, pagesInAll: Int, bytes: Int, milliseconds: Int64
    ) -> String {
        let share = pagesInAll > 0 ? min(max(Double(pages) / Double(pagesInAll), 0), 1) : 1
        let full = Int(share * Double(Limits.progressBarWidth))
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: Limits.progressBarWidth - full)
        return "\(name) \(word) \(bar) \(Int(share * 100)) % \(speed(bytes: bytes, milliseconds: milliseconds))"
    }

    /// Megabytes a second.
    static func speed(bytes: Int, milliseconds: Int64) -> String {
        "\(RestoreMoment.decimal(Double(bytes) / 1_000 / Double(max(milliseconds, 1)), 1)) MB/s"
    }
}
