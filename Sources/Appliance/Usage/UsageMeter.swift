import Storage
import Synchronization

/// Counts requests in memory until somebody writes the counts down.
///
/// Adding to an entry that exists allocates nothing. There is room for ``Limits/usageEntries``; requests beyond them are
/// counted together in one entry under the endpoint `other`, in the minute of the first of them.
final class UsageMeter: Sendable {
    /// One method on one route, known to the meter by number.
    struct Route: Sendable, Hashable {
        fileprivate let index: Int
    }

    /// What was counted, on its way to the database.
    struct Batch: Sendable {
        fileprivate var entries: [Entry: UsageCounts] = [:]
        fileprivate var other: (minute: Int64, counts: UsageCounts)?
        fileprivate var routes: [Name] = []

        var isEmpty: Bool { entries.isEmpty && other == nil }
    }

    fileprivate struct Entry: Hashable {
        var minute: Int64
        var userID: Int64
        var keyID: Int64
        var route: Int
        var status: Int
        var modelID: String
    }

    fileprivate struct Name {
        var method: String
        var endpoint: String
    }

    private let state = Mutex(Batch())
    private let capacity: Int

    init(capacity: Int = Limits.usageEntries) {
        self.capacity = capacity
    }

    /// The number of a route; asked once for each when the daemon is built.
    func route(method: String, endpoint: String) -> Route {
        state.withLock { state in
            state.routes.append(Name(method: method, endpoint: endpoint))
            return Route(index: state.routes.count - 1)
        }
    }

    /// Counts a request.
    func add(_ note: UsageNote) {
        state.withLock { $0.add(note.counts, to: Entry(note), capacity: capacity) }
    }

    /// Counts a request that was counted before under another status instead.
    ///
    /// Where that has been written already, the difference is: an entry may be negative, the sum in the database is not.
    func move(_ note: UsageNote, toStatus status: Int) {
        state.withLock { state in
            state.add(-note.counts, to: Entry(note), capacity: capacity)
            var entry = Entry(note)
            entry.status = status
            state.add(note.counts, to: entry, capacity: capacity)
        }
    }

    /// Everything counted since the last time; the counting begins anew.
    func take() -> Batch {
        state.withLock { state in
            let batch = state
            state.entries = [:]
            state.other = nil
            return batch
        }
    }

    /// Counts a batch again that could not be written.
    func restore(_ batch: Batch) {
        state.withLock { state in
            for (entry, counts) in batch.entries { state.add(counts, to: entry, capacity: capacity) }
            if let other = batch.other { state.addToOther(other.counts, minute: other.minute) }
        }
    }
}

extension UsageMeter.Entry {
    fileprivate init(_ note: UsageNote) {
        self.init(
            minute: note.minute, userID: note.userID, keyID: note.keyID, route: note.route.index, status: note.status,
            modelID: note.modelID)
    }
}

extension UsageMeter.Batch {
    fileprivate mutating func add(_ counts: UsageCounts, to entry: UsageMeter.Entry, capacity: Int) {
        if entries.count < capacity {
            entries[entry, default: .zero] += counts
        } else if let index = entries.index(forKey: entry) {
            entries.values[index] += counts
        } else {
            addToOther(counts, minute: entry.minute)
        }
    }

    fileprivate mutating func addToOther(_ counts: UsageCounts, minute: Int64) {
        var all = other ?? (minute, .zero)
        all.counts += counts
        other = all
    }

    /// The counts as the database knows them.
    var keyed: [UsageKey: UsageCounts] {
        var keyed: [UsageKey: UsageCounts] = [:]
        keyed.reserveCapacity(entries.count + 1)
        for (entry, counts) in entries {
            let route = routes[entry.route]
            let key = UsageKey(
                minute: entry.minute, userID: entry.userID, keyID: entry.keyID, method: route.method,
                endpoint: route.endpoint, status: entry.status, modelID: entry.modelID)
            // Two routes may share their name, as GET and its HEAD on paths that nothing matches.
            keyed[key, default: .zero] += counts
        }
        if let other {
            keyed[UsageKey(minute: other.minute, method: "", endpoint: "other", status: 0), default: .zero] +=
                other.counts
        }
        return keyed
    }

    /// Requests that found no room for an entry of their own.
    var overflowed: Int64 { other?.counts.requests ?? 0 }

    /// All requests.
    var requests: Int64 { entries.values.reduce(overflowed) { $0 &+ $1.requests } }
}
