internal import LogBlocks
public import Signals
internal import Synchronization

/// The logs of `telemetry.db`: appended in memory, flushed in groups, found again by labels, time and text.
///
/// Every call works on the calling thread; only ``append(_:to:at:)`` may be called from Swift's cooperative threads, because
/// it never waits for the disk. Lines are on the disk after the next ``flush(at:)``, so a crash loses what came since the
/// last one. Times are nanoseconds since 1970.
public final class LogStore: Sendable {
    /// The bounds that the store keeps.
    public let limits: Limits

    let database: TelemetryDatabase
    let state: Mutex<State>
    let sealer: Mutex<LogSealer>
    let dictionaries: LogDictionaries
    private let tenant: LogTenant
    let wake: @Sendable () -> Void

    /// What appending and reading share.
    struct State: Sendable {
        var head = LogHead()
        var streams = LogStreams()
        var counters = LogCounters()
        var tails: [LogTail] = []
        var cursors = LogCursors()
        /// Of the head, so that appending does not add it up.
        var headBytes = 0
        var isFlushWanted = false
        /// Segments that could not be read when they were to be merged, or are too large with their metadata; only ones
        /// that there are.
        var unmergeable: Set<Int64> = []
    }

    /// Opens the logs of a database; `allowance` is how many bytes of the file they may have when there is no room.
    ///
    /// Where the database was opened for reading, so are the logs: lines that their owner has flushed are found.
    /// `wake` is called, at most once between two flushes, when so much waits that a flush should come before its time; it
    /// must return at once. It throws ``StorageError``.
    public init(
        database: TelemetryDatabase, allowance: Int? = nil, at now: Timestamp,
        wake: @escaping @Sendable () -> Void = {}
    ) throws {
        self.database = database
        limits = database.limits
        self.wake = wake
        dictionaries = LogDictionaries(database: database)
        tenant = LogTenant(
            allowance: allowance ?? database.maximumBytes, segmentsAtOnce: limits.logSegmentsDroppedAtOnce)
        let loaded = try LogLoading.load(from: database, dictionaries, limits, at: now)
        state = Mutex(loaded.state)
        sealer = Mutex(try LogSealer(newest: loaded.newestDictionary, limits: limits))
        database.add(tenant)
    }

    /// Takes lines of a stream, or says why not.
    ///
    /// Lines may be out of order within ``Limits/logBehindSeconds``. When ``Limits/logHeadBytes`` wait already, lines are
    /// dropped and counted.
    @discardableResult
    public func append(
        _ entries: some Sequence<NewLogEntry>, to stream: LabelSet, at now: Timestamp
    ) -> LogAppendOutcome {
        guard database.role == .daemon else {
            var outcome = LogAppendOutcome()
            for _ in entries { outcome.add(.readOnly) }
            return outcome
        }
        let (outcome, wakes) = state.withLock { state in
            state.append(entries, to: stream, at: now, limits)
        }
        for wake in wakes.tails { wake() }
        if wakes.flush { wake() }
        return outcome
    }

    /// What happened since the logs were opened.
    public var counters: LogCounters {
        state.withLock { state in
            var counters = state.counters
            counters.headBytes = state.headBytes
            counters.streams = state.streams.count
            return counters
        }
    }
}

/// What happened to lines since the logs were opened, and what is in memory now.
public struct LogCounters: Sendable, Equatable {
    /// Lines taken.
    public var accepted = 0
    /// Lines dropped because too many waited for the disk.
    public var dropped = 0
    /// Lines refused for what they are.
    public var refused = 0
    /// Segments and rows of the journal that could not be read and were left out.
    public var damaged = 0
    /// Bytes of the lines in memory.
    public var headBytes = 0
    /// Streams that are known.
    public var streams = 0
}
