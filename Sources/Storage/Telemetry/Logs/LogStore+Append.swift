internal import LogBlocks
internal import Signals

extension LogStore.State {
    /// Whom to wake when the lock has been given back.
    struct Wakes {
        var flush = false
        var tails: [@Sendable () -> Void] = []

        mutating func add(_ other: Wakes) {
            flush = flush || other.flush
            tails += other.tails
        }
    }

    mutating func append(
        _ entries: some Sequence<NewLogEntry>, to stream: LabelSet, at now: Timestamp, _ limits: Limits
    ) -> (outcome: LogAppendOutcome, wakes: Wakes) {
        var outcome = LogAppendOutcome()
        var wakes = Wakes()
        let id: UInt32
        do {
            id = try streams.id(of: stream, limits: limits)
        } catch {
            for _ in entries { outcome.add(error) }
            counters.refused += outcome.refused
            return (outcome, wakes)
        }
        let listeners = tails.filter { $0.accepts(stream) }
        let window = Window(now, limits)
        for entry in entries {
            do {
                try append(entry, id, window, limits, at: now)
                outcome.accepted += 1
                for tail in listeners where tail.offer(entry, of: stream) { wakes.tails.append(tail.wake) }
            } catch {
                outcome.add(error)
            }
        }
        counters.accepted += outcome.accepted
        counters.dropped += outcome.dropped
        counters.refused += outcome.refused
        if headBytes >= limits.logFlushBytes, !isFlushWanted {
            isFlushWanted = true
            wakes.flush = true
        }
        return (outcome, wakes)
    }

    private mutating func append(
        _ entry: NewLogEntry, _ id: UInt32, _ window: Window, _ limits: Limits, at now: Timestamp
    ) throws(LogRefusal) {
        guard entry.line.count <= limits.logLineBytes else {
            throw .lineTooLong(bytes: entry.line.count, limit: limits.logLineBytes)
        }
        guard entry.timestamp <= window.last else { throw .tooFarAhead(seconds: limits.logAheadSeconds) }
        guard entry.timestamp >= window.first else { throw .tooOld(days: limits.logRetentionDays) }
        guard !streams.isTooFarBehind(entry.timestamp, in: id, behind: window.behind) else {
            throw .tooFarBehind(seconds: limits.logBehindSeconds)
        }
        let bytes = LogHead.cost(entry)
        guard headBytes + bytes <= limits.logHeadBytes else { throw .full(limitBytes: limits.logHeadBytes) }
        do {
            try head.append(entry, to: id, at: now)
        } catch {
            throw .metadataTooLarge(reason: error.description)
        }
        headBytes += bytes
        streams.note(entry.timestamp, in: id)
    }

    /// The times that are taken, in nanoseconds.
    private struct Window {
        let first: Int64
        let last: Int64
        let behind: Int64

        init(_ now: Timestamp, _ limits: Limits) {
            first = now.advanced(seconds: -limits.logRetentionDays * 86_400).nanosecondsSince1970
            last = now.advanced(seconds: limits.logAheadSeconds).nanosecondsSince1970
            behind = Int64(clamping: limits.logBehindSeconds) * 1_000_000_000
        }
    }
}

extension Timestamp {
    /// Nanoseconds since 1970; the nearest that 64 bits hold, which are the years 1678 to 2262.
    public var nanosecondsSince1970: Int64 {
        let (product, overflow) = millisecondsSince1970.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? (millisecondsSince1970 < 0 ? .min : .max) : product
    }
}
