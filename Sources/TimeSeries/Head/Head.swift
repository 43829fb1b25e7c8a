/// The newest samples, in memory, as rows in the order in which they came.
///
/// Rows of one scrape share their column of ids, so a sample costs its eight bytes. The rules of acceptance are
/// Prometheus's (tsdb/head_append.go): within a series time only goes forward, however far others are; what is before
/// the time that the caller still keeps, or more than ten minutes ahead of the clock, is refused.
public struct Head: Sendable {
    /// How far ahead of the clock a sample may be, in milliseconds.
    public static let acceptedLead: Int64 = 600_000

    /// Oldest first by arrival.
    public private(set) var rows: [SampleRow] = []
    /// Samples in all rows.
    public private(set) var samples = 0
    /// Series that have samples in the rows, near enough to count memory by.
    public private(set) var activeSeries = 0
    /// Bytes that the rows take, near enough to bound memory by: ids that rows share are not counted.
    public var bytes: Int { samples * MemoryLayout<Double>.stride + rows.count * Self.rowBytes }
    /// What a row costs beside its values: two arrays with a header each, an id or two, and their places.
    private static let rowBytes = 160
    /// The newest time of a sample that was ever accepted; nil before the first.
    public private(set) var newest: Int64?

    /// By id: the time and the bits of the newest sample.
    private var lastTimes: [Int64] = []
    private var lastBits: [UInt64] = []
    /// By id: when rows had a sample of it last, counted by how often the rows were emptied.
    private var lastRounds: [UInt32] = []
    private var round: UInt32 = 1
    /// Whether the next row begins a new count of active series: rows have gone.
    private var beginsRound = false
    /// Id columns of late, for rows to share.
    private var recentIDs: [[UInt32]] = []
    private static let rememberedIDColumns = 16

    /// A head without rows.
    public init() {}

    /// Adds samples of one moment; `ids` strictly ascend, and each has a value.
    ///
    /// Samples before `oldest` are not kept anyway, and none is taken where the rows have reached `maximumBytes`.
    public mutating func append(
        time: Int64, ids: [UInt32], values: [Double], now: Int64, oldest: Int64 = 0, maximumBytes: Int = .max
    ) -> AppendOutcome {
        var outcome = AppendOutcome()
        guard time <= now.addingReportingOverflow(Self.acceptedLead).partialValue else {
            outcome.tooFarAhead = ids.count
            return outcome
        }
        guard time >= 0, time >= oldest else {
            outcome.tooOld = ids.count
            return outcome
        }
        guard bytes < maximumBytes else {
            outcome.noRoom = ids.count
            return outcome
        }
        if let highest = ids.last { makeRoom(for: highest) }
        if ids.allSatisfy({ lastTimes[Int($0)] < time }) {
            store(time: time, ids: ids, values: values)
            outcome.stored = ids.count
            return outcome
        }
        var (acceptedIDs, acceptedValues): ([UInt32], [Double]) = ([], [])
        for (id, value) in zip(ids, values) {
            let last = lastTimes[Int(id)]
            if last < time {
                acceptedIDs.append(id)
                acceptedValues.append(value)
            } else if last > time {
                outcome.outOfOrder += 1
            } else if lastBits[Int(id)] == value.bitPattern {
                outcome.repeated += 1
            } else {
                outcome.contradicted += 1
            }
        }
        outcome.stored = acceptedIDs.count
        if !acceptedIDs.isEmpty { store(time: time, ids: acceptedIDs, values: acceptedValues) }
        return outcome
    }

    /// Takes back a row that was accepted before the process ended, without asking again.
    public mutating func restore(_ row: SampleRow) {
        guard let highest = row.ids.last else { return }
        makeRoom(for: highest)
        store(time: row.time, ids: row.ids, values: row.values)
    }

    /// Notes a sample that is in a block already, so that order is kept against it.
    public mutating func note(id: UInt32, time: Int64, value: Double) {
        makeRoom(for: id)
        guard time > lastTimes[Int(id)] else { return }
        lastTimes[Int(id)] = time
        lastBits[Int(id)] = value.bitPattern
        newest = max(newest ?? time, time)
    }

    /// Forgets rows, which are in blocks now or cannot be kept, and answers how many samples they had.
    @discardableResult
    public mutating func remove(_ range: Range<Int>) -> Int {
        let range = range.clamped(to: rows.indices)
        let removed = rows[range].reduce(0) { $0 + $1.ids.count }
        samples -= removed
        rows.removeSubrange(range)
        beginsRound = true
        return removed
    }

    /// Forgets what is known of a series, whose id may then be given to another.
    public mutating func forget(id: UInt32) {
        guard Int(id) < lastTimes.count else { return }
        lastTimes[Int(id)] = .min
    }

    /// The time of a series' newest sample; nil where none is known.
    public func lastTime(of id: UInt32) -> Int64? {
        guard Int(id) < lastTimes.count, lastTimes[Int(id)] != .min else { return nil }
        return lastTimes[Int(id)]
    }

    private mutating func makeRoom(for id: UInt32) {
        guard Int(id) >= lastTimes.count else { return }
        let missing = Int(id) + 1 - lastTimes.count
        lastTimes.append(contentsOf: repeatElement(Int64.min, count: missing))
        lastBits.append(contentsOf: repeatElement(0, count: missing))
        lastRounds.append(contentsOf: repeatElement(0, count: missing))
    }

    private mutating func store(time: Int64, ids: [UInt32], values: [Double]) {
        if beginsRound { (beginsRound, round, activeSeries) = (false, round &+ 1, 0) }
        for (index, id) in ids.enumerated() {
            if lastRounds[Int(id)] != round {
                lastRounds[Int(id)] = round
                activeSeries += 1
            }
            lastTimes[Int(id)] = time
            lastBits[Int(id)] = values[index].bitPattern
        }
        rows.append(SampleRow(time: time, ids: shared(ids), values: values))
        samples += ids.count
        newest = max(newest ?? time, time)
    }

    /// The same ids in the memory of an earlier row, if one had them.
    private mutating func shared(_ ids: [UInt32]) -> [UInt32] {
        if let known = recentIDs.first(where: { $0 == ids }) { return known }
        if recentIDs.count == Self.rememberedIDColumns { recentIDs.removeFirst() }
        recentIDs.append(ids)
        return ids
    }
}
