public import Signals
internal import Synchronization
public import TimeSeries

/// One sample of one series.
public struct MetricSample: Sendable {
    /// Of which series.
    public let reference: SeriesReference
    /// Milliseconds since 1970.
    public let time: Int64
    /// The value; any bits.
    public let value: Double

    /// A sample of a series.
    public init(_ reference: SeriesReference, time: Int64, value: Double) {
        self.reference = reference
        self.time = time
        self.value = value
    }
}

extension MetricStore {
    /// References to series, which are made when they are new; `time` is that of their first sample.
    ///
    /// It throws ``TelemetryError`` for labels beyond the bounds of ``LabelBounds`` and where there are too many series; then
    /// none of them is made. A series that is known may have samples from `time` on afterwards.
    public func references(to series: [LabelSet], at time: Int64) throws(TelemetryError) -> [SeriesReference] {
        for labels in series {
            do throws(LabelBoundsError) {
                try LabelBounds.check(labels)
            } catch {
                throw .labels("\(error)")
            }
        }
        let found: [SeriesReference]? = state.withLock { state in
            let missing = Set(series.filter { state.index.id(of: $0) == nil }).count
            guard state.index.count + missing <= limits.metricSeries else { return nil }
            return series.compactMap { state.reference(to: $0, at: time, limit: limits.metricSeries) }
        }
        guard let found else { throw .tooManySeries(limit: limits.metricSeries) }
        return found
    }

    /// References to the series that can be stored, each with the time of its oldest sample; new ones are made.
    ///
    /// A series that cannot be stored keeps no other from it, unlike with ``references(to:at:)``.
    public func find(_ series: [(labels: LabelSet, time: Int64)]) -> FoundSeries {
        var problems: [Int: TelemetryError] = [:]
        for (place, one) in series.enumerated() {
            do throws(LabelBoundsError) {
                try LabelBounds.check(one.labels)
            } catch {
                problems[place] = .labels("\(error)")
            }
        }
        return state.withLock { [problems] state in
            var found = FoundSeries(problems: problems)
            found.references.reserveCapacity(series.count)
            for (place, one) in series.enumerated() {
                guard found.problems[place] == nil else {
                    found.references.append(nil)
                    continue
                }
                let reference = state.reference(to: one.labels, at: one.time, limit: limits.metricSeries)
                if reference == nil { found.problems[place] = .tooManySeries(limit: limits.metricSeries) }
                found.references.append(reference)
            }
            return found
        }
    }

    /// The times of the samples that are taken while the clock shows `now`, in milliseconds.
    public func acceptedTimes(at now: Int64) -> ClosedRange<Int64> {
        let (earliest, isBeforeAll) = now.subtractingReportingOverflow(acceptedAge)
        let (latest, isAfterAll) = now.addingReportingOverflow(Head.acceptedLead)
        let lowest = isBeforeAll ? 0 : max(0, earliest)
        return lowest...max(lowest, isAfterAll ? .max : latest)
    }

    /// Counts samples that a caller left out because they cannot be stored.
    public func noteRefused(_ outcome: AppendOutcome) {
        state.withLock { $0.counts.samples += outcome }
    }

    /// A reference to one series.
    public func reference(to labels: LabelSet, at time: Int64) throws(TelemetryError) -> SeriesReference {
        guard let reference = try references(to: [labels], at: time).first else { throw .labels("There is no series.") }
        return reference
    }

    /// Adds a scrape: samples of one moment, one value for each reference.
    ///
    /// It is in memory, and visible to queries, when it returns; the next flush makes it last. `now` is the clock's
    /// time in milliseconds, against which samples from the future are refused.
    @discardableResult
    public func append(
        _ references: [SeriesReference], _ values: [Double], time: Int64, now: Int64
    ) -> AppendOutcome {
        state.withLock { state in
            let outcome = state.append(
                references, values, time: time, now: now,
                oldest: acceptedTimes(at: now).lowerBound,
                maximumBytes: limits.headBytes)
            state.counts.samples += outcome
            return outcome
        }
    }

    /// Adds samples of one moment, one value for each series that was asked for; what cannot be stored is counted.
    @discardableResult
    public func append(_ found: FoundSeries, _ values: [Double], time: Int64, now: Int64) -> AppendOutcome {
        var outcome = AppendOutcome()
        var references: [SeriesReference] = []
        var kept: [Double] = []
        references.reserveCapacity(values.count)
        kept.reserveCapacity(values.count)
        for (place, (reference, value)) in zip(found.references, values).enumerated() {
            if let reference {
                references.append(reference)
                kept.append(value)
            } else {
                outcome += found.refusal(of: 1, at: place)
            }
        }
        noteRefused(outcome)
        outcome += append(references, kept, time: time, now: now)
        return outcome
    }

    /// Adds samples of any moments in the order of their times; of one series at one time, in the order given.
    @discardableResult
    public func append(_ samples: [MetricSample], now: Int64) -> AppendOutcome {
        var moments: [(time: Int64, references: [SeriesReference], values: [Double])] = []
        var places: [Int64: Int] = [:]
        for sample in samples {
            let place = places[sample.time] ?? moments.count
            if place == moments.count {
                places[sample.time] = place
                moments.append((sample.time, [], []))
            }
            moments[place].references.append(sample.reference)
            moments[place].values.append(sample.value)
        }
        var outcome = AppendOutcome()
        moments.sort { $0.time < $1.time }
        for moment in moments { outcome += append(moment.references, moment.values, time: moment.time, now: now) }
        return outcome
    }
}

extension MetricStore.State {
    /// A reference to a series that is known, or is made where there is room for one; nil where there is none.
    fileprivate mutating func reference(to labels: LabelSet, at time: Int64, limit: Int) -> SeriesReference? {
        let id: UInt32
        if let known = index.id(of: labels) {
            id = known
            if let entry = index.entry(known), time < entry.first {
                // Rounded down to its day, so that a sender that goes back and back changes the row once a day.
                index.extend(known, first: min(time, time / 86_400_000 * 86_400_000), last: .min)
                newSeries.append(known)
            }
        } else if index.count < limit {
            id = index.add(labels, first: time, last: time)
            newSeries.append(id)
        } else {
            return nil
        }
        return SeriesReference(id: id, generation: index.generation(id))
    }

    fileprivate mutating func append(
        _ references: [SeriesReference], _ values: [Double], time: Int64, now: Int64, oldest: Int64, maximumBytes: Int
    ) -> AppendOutcome {
        if head.rows.isEmpty { arrival = now }
        var ids: [UInt32] = []
        ids.reserveCapacity(references.count)
        var isAscending = references.count == values.count
        for reference in references {
            guard index.generation(reference.id) == reference.generation, index.entry(reference.id) != nil else {
                isAscending = false
                break
            }
            if let last = ids.last, last >= reference.id { isAscending = false }
            ids.append(reference.id)
        }
        guard isAscending else {
            return appendUnordered(
                references, values, time: time, now: now, oldest: oldest, maximumBytes: maximumBytes)
        }
        return head.append(time: time, ids: ids, values: values, now: now, oldest: oldest, maximumBytes: maximumBytes)
    }

    /// Puts samples in order; a series that is given twice goes into two rows.
    private mutating func appendUnordered(
        _ references: [SeriesReference], _ values: [Double], time: Int64, now: Int64, oldest: Int64, maximumBytes: Int
    ) -> AppendOutcome {
        var outcome = AppendOutcome()
        var rest: [(id: UInt32, value: Double)] = []
        for (reference, value) in zip(references, values) {
            if index.generation(reference.id) == reference.generation, index.entry(reference.id) != nil {
                rest.append((reference.id, value))
            } else {
                outcome.unknownSeries += 1
            }
        }
        while !rest.isEmpty {
            var row: [(id: UInt32, value: Double)] = []
            var again: [(id: UInt32, value: Double)] = []
            var seen: Set<UInt32> = []
            for sample in rest {
                if seen.insert(sample.id).inserted { row.append(sample) } else { again.append(sample) }
            }
            row.sort { $0.id < $1.id }
            outcome += head.append(
                time: time, ids: row.map(\.id), values: row.map(\.value), now: now, oldest: oldest,
                maximumBytes: maximumBytes)
            rest = again
        }
        return outcome
    }
}
