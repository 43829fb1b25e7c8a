import Signals
import Synchronization
import Telemetry

/// The latest exemplars of the daemon's own series, as many as `Limits.exemplars`; like Prometheus's, they are in memory alone.
final class ExemplarRing: Sendable {
    /// One series and what was seen of it, the oldest first.
    struct Series: Sendable, Equatable {
        let labels: LabelSet
        var exemplars: [Exemplar]
    }

    private struct State {
        var entries: [(labels: LabelSet, exemplar: Exemplar)] = []
        /// Where the next one goes once the ring is full.
        var next = 0
        /// The last one of each series that has one now.
        var latest: [LabelSet: Exemplar] = [:]
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int = Limits.exemplars) {
        self.capacity = capacity
    }

    /// Takes the exemplars that series have now; one that was there the last time is not new.
    func note(_ current: [(labels: LabelSet, exemplar: Exemplar)]) {
        state.withLock { state in
            var latest: [LabelSet: Exemplar] = [:]
            for entry in current {
                if state.latest[entry.labels] != entry.exemplar { append(entry, to: &state) }
                latest[entry.labels] = entry.exemplar
            }
            state.latest = latest
        }
    }

    /// The exemplars of series that fulfil all conditions of any selector, from one moment to another, both included.
    func exemplars(_ selectors: [[LabelMatcher]], from start: Int64, through end: Int64) -> [Series] {
        let entries = state.withLock { $0.entries }
        var found: [LabelSet: [Exemplar]] = [:]
        for (labels, exemplar) in entries where exemplar.milliseconds >= start && exemplar.milliseconds <= end {
            guard selectors.contains(where: { $0.allSatisfy { $0.accepts(labels) } }) else { continue }
            found[labels, default: []].append(exemplar)
        }
        return found.map { Series(labels: $0.key, exemplars: $0.value.sorted { $0.milliseconds < $1.milliseconds }) }
            .sorted { $0.labels < $1.labels }
    }

    private func append(_ entry: (labels: LabelSet, exemplar: Exemplar), to state: inout State) {
        guard state.entries.count == capacity else { return state.entries.append(entry) }
        state.entries[state.next] = entry
        state.next = (state.next + 1) % capacity
    }
}
