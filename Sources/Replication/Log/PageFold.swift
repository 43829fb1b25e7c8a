/// The last image of each page in a stretch of a log, up to its last commit.
///
/// It remembers numbers of frames, not pages: a stretch may be larger than memory.
public struct PageFold: Sendable, Hashable {
    /// Frames that hold the last committed image, by page.
    public private(set) var frames: [UInt32: UInt32] = [:]
    /// Pages of the database behind the last commit; nil before the first.
    public private(set) var databasePages: UInt32?
    /// The last frame that ends a transaction; 0 before the first.
    public private(set) var lastCommit: UInt32 = 0
    /// Transactions that have ended.
    public private(set) var commits = 0

    private var pending: [UInt32: UInt32] = [:]

    /// A fold of nothing.
    public init() {}

    /// Takes the next frame in.
    public mutating func add(_ frame: WALFrame) {
        pending[frame.page] = frame.number
        guard frame.isCommit else { return }
        if frames.isEmpty {
            swap(&frames, &pending)
        } else {
            for (page, number) in pending { frames[page] = number }
        }
        pending.removeAll(keepingCapacity: true)
        databasePages = frame.databasePages
        lastCommit = frame.number
        commits += 1
    }

    /// Whether the last frame ended a transaction, so that nothing was left out.
    public var isAtCommit: Bool { pending.isEmpty && lastCommit > 0 }

    /// The pages that the database still has behind the last commit, in ascending order.
    ///
    /// What was cut off by then is left out, as SQLite's own checkpoint does.
    public var pages: [UInt32] {
        guard let databasePages else { return [] }
        return frames.keys.filter { $0 <= databasePages }.sorted()
    }
}
