/// How the write-ahead log, the spool and the store stand.
public struct SpoolState: Sendable, Hashable {
    /// Whether the store takes objects.
    public var storeWorks: Bool
    /// Bytes of the log that are neither in the replica nor in the spool.
    public var logBytes: Int
    /// Bytes of the spool.
    public var spoolBytes: Int
    /// Whether more than one segment is in the spool, so that folding them may make them smaller.
    public var canFold: Bool
    /// Bytes that are free on the disk of the spool.
    public var freeBytes: Int
    /// Whether changes were dropped, so that only a snapshot can bring the replica up again.
    public var needsSnapshot: Bool

    /// How things stand.
    public init(
        storeWorks: Bool, logBytes: Int, spoolBytes: Int, canFold: Bool, freeBytes: Int, needsSnapshot: Bool
    ) {
        self.storeWorks = storeWorks
        self.logBytes = logBytes
        self.spoolBytes = spoolBytes
        self.canFold = canFold
        self.freeBytes = freeBytes
        self.needsSnapshot = needsSnapshot
    }
}

/// What happens to changes when the store may not take them.
public enum SpoolStep: Sendable, Hashable, CustomStringConvertible {
    /// The log holds them; it is durable and costs nothing more.
    case keepInLog
    /// Write them to the spool, then checkpoint.
    case spool
    /// Replace the segments of the spool by one with the last image of each page.
    case fold
    /// Empty the spool; the log may be checkpointed, and the replica needs a snapshot.
    case drop
    /// Checkpoint without keeping anything: a snapshot is needed anyway.
    case checkpoint
    /// Send the oldest segment of the spool.
    case drain
    /// Send a snapshot.
    case snapshot

    /// The next step; the caller takes it, measures and asks again.
    public static func next(_ state: SpoolState, limits: Limits = .standard) -> SpoolStep {
        if state.needsSnapshot {
            if state.storeWorks { return .snapshot }
            return state.logBytes < limits.logBytesBeforeSpooling ? .keepInLog : .checkpoint
        }
        if state.storeWorks { return state.spoolBytes > 0 ? .drain : .keepInLog }
        if state.logBytes < limits.logBytesBeforeSpooling { return .keepInLog }
        // A segment is at most as large as its frames, and a fold is written before the old segments go.
        if state.spoolBytes + state.logBytes <= limits.spoolBytes,
            state.freeBytes - state.logBytes >= limits.freeDiskBytes
        {
            return .spool
        }
        let canAffordFold = state.freeBytes - state.spoolBytes >= limits.freeDiskBytes / 2
        return state.canFold && canAffordFold ? .fold : .drop
    }

    /// What the log and the alarms say; whole sentences.
    public var description: String {
        switch self {
        case .keepInLog: "Changes wait in the write-ahead log."
        case .spool: "The store is out of reach: changes go to the spool on this disk."
        case .fold: "The spool is full: only the last image of each page is kept, and points in time between are lost."
        case .drop:
            "The spool is full: it is emptied. Until the store is back and has a new snapshot, nothing is replicated."
        case .checkpoint: "Nothing is replicated until the store is back and has a new snapshot."
        case .drain: "The store is back: the spool is being sent."
        case .snapshot: "The store is back: a new snapshot is being sent."
        }
    }
}
