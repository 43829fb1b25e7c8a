internal import Synchronization
public import TimeSeries

/// Samples of metrics in `telemetry.db`.
///
/// Samples arrive in memory (``Head``), a flush each second writes them to a journal, and after a quarter of an hour they
/// are packed into blocks, which are merged when their window of two hours is over and rolled up then. What a process
/// loses when it is killed is what came after its last flush. Every method blocks the calling thread; only ``append``
/// and its kin are short enough for any thread.
public final class MetricStore: Sendable {
    let database: TelemetryDatabase
    let limits: Limits
    let state: Mutex<State>
    /// Held by whatever writes: flush, packing, merging, retention.
    let writing = Mutex<Void>(())
    private let tenant: MetricTenant
    /// Milliseconds before now from which on samples are taken.
    let acceptedAge: Int64

    /// Everything in memory.
    struct State {
        var index = SeriesIndex()
        var head = Head()
        /// Rows of the head that the journal has.
        var journaledRows = 0
        /// When the oldest row came, by the clock, in milliseconds; nil without rows.
        var arrival: Int64?
        /// Records that the journal has, and the highest of their ids.
        var journalRecords = 0
        var newestJournalID: Int64 = 0
        /// Series that are not on disk yet, or with a later first time.
        var newSeries: [UInt32] = []
        var metadata: [String: MetricMetadata] = [:]
        var changedMetadata: Set<String> = []
        var counts = MetricCounts()
        var damagedBlocks: Set<Int64> = []
    }

    /// Reads the index and the journal; `allowance` is how many bytes of the file metrics may have.
    ///
    /// Samples older than `acceptedAge`, in milliseconds, are refused: who catches up after an outage may go back as far
    /// as samples are kept. A record or a row that is damaged is left out and counted.
    public init(
        database: TelemetryDatabase, allowance: Int? = nil, acceptedAge: Int64 = RetentionPolicy.standard.raw
    ) throws {
        self.acceptedAge = max(0, acceptedAge)
        self.database = database
        limits = database.limits
        tenant = MetricTenant(allowance: allowance ?? database.maximumBytes)
        let limits = database.limits
        state = Mutex(try database.read { try MetricLoading.state(from: $0, limits: limits) })
        database.add(tenant)
    }

    /// What happened to samples and blocks since the store was opened.
    public var counts: MetricCounts { state.withLock { $0.counts } }

    /// Series with samples in memory, series in all, and samples in memory.
    public var memory: (activeSeries: Int, series: Int, samples: Int) {
        state.withLock { ($0.head.activeSeries, $0.index.count, $0.head.samples) }
    }
}

/// What happened to samples and blocks since the store was opened.
public struct MetricCounts: Sendable, Hashable {
    /// What became of the samples that were given to the store.
    public var samples = AppendOutcome()
    /// Samples that were accepted and lost, because the disk took nothing for too long.
    public var lost = 0
    /// Blocks and records of the journal that could not be read.
    public var damaged = 0
    /// Series on disk whose labels could not be read.
    public var damagedSeries = 0
}
