public import Signals
internal import Synchronization
internal import TimeSeries

/// How many series have what, for finding what makes them many.
public struct MetricCardinality: Sendable {
    /// Series in all.
    public var series = 0
    /// Different pairs of a name and a value.
    public var labelPairs = 0
    /// Times of the samples in memory, in milliseconds; nil where there are none.
    public var oldest: Int64?
    /// See ``oldest``.
    public var newest: Int64?
    /// Metrics by how many series they have, most first, as in every list here.
    public var seriesByMetric: [(name: String, count: Int)] = []
    /// Names by how many different values they have.
    public var valuesByLabel: [(name: String, count: Int)] = []
    /// Names by how many bytes their values would take, written out for each series.
    public var bytesByLabel: [(name: String, count: Int)] = []
    /// Pairs by how many series have them.
    public var seriesByPair: [(name: String, count: Int)] = []
}

extension MetricStore {
    /// The series that fulfil every matcher and may have samples in a time, both ends included, in order.
    ///
    /// The bounds of a series' time are kept to a day, so a series that ended may show until its day is over.
    public func series(_ matchers: [LabelMatcher], from: Int64, through: Int64) -> [LabelSet] {
        state.withLock { $0.matching(matchers, from: from, through: through).map(\.labels) }.sorted()
    }

    /// The names of the labels that some series have, in order.
    public func labelNames(_ matchers: [LabelMatcher] = [], from: Int64, through: Int64) -> [String] {
        var names: Set<ExactText> = []
        for one in series(matchers, from: from, through: through) {
            for label in one.labels { names.insert(ExactText(label.name)) }
        }
        return names.map(\.text).sorted(by: Self.precedes)
    }

    /// The values that some series have for a label, in order.
    public func labelValues(
        of name: String, _ matchers: [LabelMatcher] = [], from: Int64, through: Int64
    ) -> [String] {
        let found = state.withLock {
            $0.matching(matchers, from: from, through: through).compactMap { $0.labels[name] }
        }
        return Set(exact: found).map(\.text).sorted(by: Self.precedes)
    }

    /// How many series have what; the lists have at most `limit` entries.
    public func cardinality(limit: Int = 10) -> MetricCardinality {
        state.withLock { state in
            var result = MetricCardinality()
            let postings = state.index.postings
            result.series = state.index.count
            result.oldest = state.head.rows.map(\.time).min()
            result.newest = state.head.newest
            var (values, bytes): ([(String, Int)], [(String, Int)]) = ([], [])
            var pairs: [(String, Int)] = []
            for name in postings.names {
                let counts = postings.counts(of: name)
                result.labelPairs += counts.count
                values.append((name, counts.count))
                bytes.append((name, counts.reduce(0) { $0 + $1.value.utf8.count * $1.series }))
                pairs += Self.most(counts.map { ("\(name)=\($0.value)", $0.series) }, limit)
            }
            result.seriesByMetric = Self.most(postings.counts(of: "__name__").map { ($0.value, $0.series) }, limit)
            result.valuesByLabel = Self.most(values, limit)
            result.bytesByLabel = Self.most(bytes, limit)
            result.seriesByPair = Self.most(pairs, limit)
            return result
        }
    }

    private static func most(_ counts: [(String, Int)], _ limit: Int) -> [(name: String, count: Int)] {
        counts.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(limit).map { (name: $0.0, count: $0.1) }
    }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension MetricStore.State {
    /// The series that fulfil every matcher and may have samples in a time, by id.
    func matching(
        _ matchers: [LabelMatcher], from: Int64, through: Int64
    ) -> [(id: UInt32, labels: LabelSet)] {
        index.postings.matching(matchers).compactMap { id in
            guard let entry = index.entry(id), entry.first <= through,
                entry.last >= from || (head.lastTime(of: id) ?? .min) >= from
            else { return nil }
            return (id, entry.labels)
        }
    }
}
