import Signals

/// What a target's series were the last time, so that those that vanish can be ended.
///
/// A series that is not marked stale would be answered for five minutes more.
struct TargetSeries: Sendable {
    private var previous: Set<LabelSet> = []

    /// The samples to store: those that the target has now, and the stale marker for each series that it had and has not.
    mutating func next(_ samples: [(labels: LabelSet, value: Double)]) -> [(labels: LabelSet, value: Double)] {
        let now = Set(samples.map(\.labels))
        let gone = previous.subtracting(now).sorted()
        previous = now
        return samples + gone.map { ($0, StaleMarker.value) }
    }
}
