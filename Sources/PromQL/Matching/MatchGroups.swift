internal import Signals

/// The series of two operands by the labels on which they are matched.
struct MatchGroups {
    struct Group {
        /// The labels that the series of the group share.
        let labels: LabelSet
        var left: [Int] = []
        var right: [Int] = []
    }

    private(set) var groups: [Group] = []

    init(_ left: [Track], _ right: [Track], matching: VectorMatching) {
        var places: [LabelSet: Int] = [:]
        let names = Set(exact: matching.labels + (matching.isOn ? [] : [LabelText.metricName]))
        func signature(_ labels: LabelSet) -> LabelSet {
            matching.isOn ? labels.keeping(names) : labels.removing(names)
        }
        func place(_ labels: LabelSet) -> Int {
            let signature = signature(labels)
            if let known = places[signature] { return known }
            places[signature] = groups.count
            groups.append(Group(labels: signature))
            return groups.count - 1
        }
        for (index, track) in left.enumerated() { groups[place(track.labels)].left.append(index) }
        for (index, track) in right.enumerated() { groups[place(track.labels)].right.append(index) }
    }
}

extension [Track] {
    /// At which steps any of the series has a sample.
    func presence(_ indices: [Int]? = nil, count: Int) -> [Bool] {
        var presence = [Bool](repeating: false, count: count)
        for index in indices ?? Array<Int>(self.indices) {
            for step in presence.indices where !Gap.isGap(self[index].values[step]) { presence[step] = true }
        }
        return presence
    }
}
