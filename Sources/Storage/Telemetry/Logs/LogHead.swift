internal import LogBlocks
internal import Signals

/// The lines that no segment has yet, in memory.
///
/// They lie in chunks of some size instead of one array, because a query that looks at the head makes the next append
/// copy what it appends to.
struct LogHead: Sendable {
    private static let chunkBytes = 256 << 10
    /// What an entry costs beside its line and metadata.
    static let entryBytes = 48

    /// In the order of their arrival.
    private(set) var chunks: [LogEntries] = []
    private var current = LogEntries()
    /// How many entries at the beginning the journal has.
    private(set) var journalled = 0
    /// How many rows the journal has.
    private(set) var journalRows = 0
    /// When the oldest of them came.
    private(set) var since: Timestamp?
    /// The newest segment that holds what has left the head; what newer ones hold is still in it.
    private(set) var newestSegment: Int64 = 0

    var bytes: Int { chunks.reduce(Self.cost(current)) { $0 + Self.cost($1) } }

    /// All chunks.
    var snapshot: [LogEntries] { current.isEmpty ? chunks : chunks + [current] }

    /// What a line will cost.
    static func cost(_ entry: NewLogEntry) -> Int {
        entry.metadata.labels.reduce(entry.line.count + entryBytes) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    }

    static func cost(_ entries: LogEntries) -> Int {
        entries.text.count + entries.metadataBytes + entries.count * entryBytes
    }

    mutating func append(
        _ entry: NewLogEntry, to stream: UInt32, at now: Timestamp
    ) throws(LogBlockError) {
        try current.append(stream: stream, timestamp: entry.timestamp, line: entry.line, metadata: entry.metadata)
        if since == nil { since = now }
        if current.text.count + current.metadataBytes >= Self.chunkBytes { rotate() }
    }

    /// Takes what the journal has, after a start.
    mutating func restore(_ entries: LogEntries, rows: Int, newestSegment: Int64, at now: Timestamp) {
        self.newestSegment = newestSegment
        journalRows = rows
        guard !entries.isEmpty else { return }
        chunks = [entries]
        journalled = entries.count
        since = now
    }

    /// All chunks, to be flushed; what comes from now on is behind them.
    mutating func beginFlush() -> [LogEntries] {
        rotate()
        return chunks
    }

    /// Replaces the chunks that ``beginFlush()`` answered by what of them has not been sealed.
    mutating func endFlush(chunks count: Int, rest: LogEntries, newestSegment: Int64?, at now: Timestamp) {
        let later = chunks[count...]
        chunks = (rest.isEmpty ? [] : [rest]) + later
        journalRows =
            (newestSegment == nil ? journalRows : 0) + (rest.count > journalled || newestSegment != nil ? 1 : 0)
        journalled = rest.count
        if let newestSegment {
            self.newestSegment = newestSegment
            since = chunks.isEmpty && current.isEmpty ? nil : now
        }
    }

    private mutating func rotate() {
        guard !current.isEmpty else { return }
        chunks.append(current)
        current = LogEntries()
    }
}
