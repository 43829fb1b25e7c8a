internal import Signals

/// The groups of an aggregation: which series belong together, found once for all steps.
struct Grouping {
    struct Group {
        let labels: LabelSet
        /// Whether the name is to go at the end; only with delayed removal.
        let dropsName: Bool
        /// Indices of the series, in their order.
        var members: [Int] = []
    }

    /// In the order of their first series.
    private(set) var groups: [Group] = []

    init(_ tracks: [Track], by aggregation: Aggregation) {
        var places: [LabelSet: Int] = [:]
        let names = Set(exact: aggregation.labels + (aggregation.isWithout ? [LabelText.metricName] : []))
        for (index, track) in tracks.enumerated() {
            let labels = aggregation.isWithout ? track.labels.removing(names) : track.labels.keeping(names)
            if let place = places[labels] {
                groups[place].members.append(index)
            } else {
                places[labels] = groups.count
                groups.append(Group(labels: labels, dropsName: track.dropsName, members: [index]))
            }
        }
    }
}
