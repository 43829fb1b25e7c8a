public import Signals

/// How many bytes the streams of one group have, for `index/volume`.
public struct Volume: Sendable, Equatable {
    /// The labels of the group, or the one label name where labels are counted.
    public let labels: LabelSet
    /// Their lines' bytes.
    public let bytes: UInt64

    /// What keeps groups apart.
    public enum Grouping: Sendable {
        /// The values of some labels; where none is named, of the labels that the query's matchers name, and of all
        /// where there is no matcher either.
        case series([String])
        /// Label names; where none is named, all.
        case labels([String])
    }

    /// Adds streams up, the largest groups first; no more than `limit` of them.
    ///
    /// A label name that stands for itself is a group with that name and the value of the name.
    public static func groups(
        of streams: [(labels: LabelSet, bytes: UInt64)], by grouping: Grouping, matchers: [LabelMatcher], limit: Int
    ) -> [Volume] {
        var sums: [LabelSet: UInt64] = [:]
        func add(_ bytes: UInt64, to group: LabelSet) {
            let (sum, overflow) = sums[group, default: 0].addingReportingOverflow(bytes)
            sums[group] = overflow ? .max : sum
        }
        for (labels, bytes) in streams {
            switch grouping {
            case .series(let names):
                let wanted = names.isEmpty ? matchers.map(\.name) : names
                let group = wanted.isEmpty ? labels : labels.keeping(Set(exact: wanted))
                if !group.labels.isEmpty { add(bytes, to: group) }
            case .labels(let names):
                for label in labels.labels where names.isEmpty || names.contains(label.name) {
                    add(bytes, to: LabelSet(unique: [Label(label.name, label.name)]))
                }
            }
        }
        let ordered = sums.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
        return ordered.prefix(max(limit, 0)).map { Volume(labels: $0.key, bytes: $0.value) }
    }
}
