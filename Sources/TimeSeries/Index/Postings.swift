public import Signals

/// Which series have which label, in memory: for each name and value the ids, ascending.
public struct Postings: Sendable {
    private var values: [ExactText: [ExactText: [UInt32]]] = [:]
    /// Every id, ascending.
    public private(set) var all: [UInt32] = []

    /// No series at all.
    public init() {}

    /// Every name, in no order.
    public var names: some Collection<String> { values.keys.lazy.map(\.text) }

    /// Every value of a name with how many series have it, in no order.
    public func counts(of name: String) -> [(value: String, series: Int)] {
        values[ExactText(name), default: [:]].map { ($0.key.text, $0.value.count) }
    }

    /// How many different values a name has.
    public func valueCount(of name: String) -> Int { values[ExactText(name)]?.count ?? 0 }

    /// Adds a series under each of its labels.
    public mutating func insert(_ id: UInt32, _ labels: LabelSet) {
        Self.insert(id, into: &all)
        for label in labels.labels {
            Self.insert(id, into: &values[ExactText(label.name), default: [:]][ExactText(label.value), default: []])
        }
    }

    /// Takes a series away; `labels` are those it was added with.
    public mutating func remove(_ id: UInt32, _ labels: LabelSet) {
        Self.remove(id, from: &all)
        for label in labels.labels {
            let (name, value) = (ExactText(label.name), ExactText(label.value))
            Self.remove(id, from: &values[name, default: [:]][value, default: []])
            if values[name]?[value]?.isEmpty == true { values[name]?[value] = nil }
            if values[name]?.isEmpty == true { values[name] = nil }
        }
    }

    /// The series that fulfil every matcher, ascending; without a matcher, all of them.
    ///
    /// A label that a series does not have counts as empty. Each distinct value is tried once against a matcher,
    /// however many series have it.
    public func matching(_ matchers: [LabelMatcher]) -> [UInt32] {
        var found: [UInt32]?
        var without: [[UInt32]] = []
        for matcher in matchers {
            let lists = values[ExactText(matcher.name)] ?? [:]
            if matcher.accepts("") {
                // Absence is accepted, so what counts is who has a value that is not.
                without.append(Self.union(lists.filter { !matcher.accepts($0.key.text) }.map(\.value)))
                continue
            }
            let list: [UInt32]
            if case .equal(let value) = matcher.operation {
                list = lists[ExactText(value)] ?? []
            } else {
                list = Self.union(lists.filter { matcher.accepts($0.key.text) }.map(\.value))
            }
            found = found.map { Self.intersection($0, list) } ?? list
            if found?.isEmpty == true { return [] }
        }
        var result = found ?? all
        for list in without where !list.isEmpty { result = Self.difference(result, list) }
        return result
    }

    // MARK: - Ascending lists

    private static func place(_ id: UInt32, in list: [UInt32]) -> Int {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func insert(_ id: UInt32, into list: inout [UInt32]) {
        // New series mostly have the highest id so far.
        if let last = list.last, last >= id {
            let place = place(id, in: list)
            if list[place] != id { list.insert(id, at: place) }
        } else {
            list.append(id)
        }
    }

    private static func remove(_ id: UInt32, from list: inout [UInt32]) {
        let place = place(id, in: list)
        if place < list.count, list[place] == id { list.remove(at: place) }
    }

    private static func union(_ lists: [[UInt32]]) -> [UInt32] {
        // A series has one value of a name, so no id is in two lists.
        lists.count == 1 ? lists[0] : lists.flatMap { $0 }.sorted()
    }

    static func intersection(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var (one, other) = (0, 0)
        while one < left.count, other < right.count {
            if left[one] == right[other] {
                result.append(left[one])
                (one, other) = (one + 1, other + 1)
            } else if left[one] < right[other] {
                one += 1
            } else {
                other += 1
            }
        }
        return result
    }

    static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var other = 0
        for id in left {
            while other < right.count, right[other] < id { other += 1 }
            if other == right.count || right[other] != id { result.append(id) }
        }
        return result
    }
}
