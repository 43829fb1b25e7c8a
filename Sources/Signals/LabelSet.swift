/// What identifies a series or a stream: labels in the order of their names' bytes, each name once, no value empty.
///
/// An empty value is the same as no label, as in Prometheus's data model.
public struct LabelSet: Hashable, Sendable {
    /// In the order of the names.
    public let labels: [Label]

    /// No labels at all.
    public static let empty = LabelSet(ordered: [])

    /// Orders labels and leaves empty values out.
    ///
    /// - Throws: ``LabelError`` where a name is empty or stands twice.
    public init(_ labels: some Sequence<Label>) throws(LabelError) {
        let given = Array(labels)
        // What other systems send is in order already: then it is neither sorted nor copied.
        if Self.isOrdered(given) {
            self.labels = given
            return
        }
        let ordered = given.sorted { Self.precedes($0.name, $1.name) }
        for (index, label) in ordered.enumerated() {
            guard !label.name.isEmpty else { throw .emptyName }
            guard index == 0 || !ordered[index - 1].name.hasSameBytes(as: label.name) else {
                throw .duplicateName(label.name)
            }
        }
        self.labels = ordered.filter { !$0.value.isEmpty }
    }

    private init(ordered: [Label]) {
        labels = ordered
    }

    /// The value of a name; nil where there is none.
    public subscript(name: String) -> String? {
        labels.first { $0.name.hasSameBytes(as: name) }?.value
    }

    /// The same with one label more, or with another value; an empty value removes the label.
    public func setting(_ name: String, to value: String) -> LabelSet {
        guard !name.isEmpty else { return self }
        var changed = labels.filter { !$0.name.hasSameBytes(as: name) }
        if !value.isEmpty {
            let place = changed.firstIndex { Self.precedes(name, $0.name) } ?? changed.endIndex
            changed.insert(Label(name, value), at: place)
        }
        return LabelSet(ordered: changed)
    }

    /// The same without some names.
    public func removing(_ names: Set<ExactText>) -> LabelSet {
        LabelSet(ordered: labels.filter { !names.contains(ExactText($0.name)) })
    }

    /// Only some names.
    public func keeping(_ names: Set<ExactText>) -> LabelSet {
        LabelSet(ordered: labels.filter { names.contains(ExactText($0.name)) })
    }

    /// Whether labels are a label set as they stand.
    private static func isOrdered(_ labels: [Label]) -> Bool {
        for (index, label) in labels.enumerated() {
            guard !label.value.isEmpty, !label.name.isEmpty else { return false }
            guard index == 0 || precedes(labels[index - 1].name, label.name) else { return false }
        }
        return true
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        let (one, other) = (left.utf8.span, right.utf8.span)
        for index in 0..<min(one.count, other.count) where one[index] != other[index] {
            return one[index] < other[index]
        }
        return one.count < other.count
    }
}

extension LabelSet: Comparable {
    /// By names and values in turn, as Prometheus orders series.
    public static func < (left: LabelSet, right: LabelSet) -> Bool {
        for (one, other) in zip(left.labels, right.labels) where one != other {
            return one.name.hasSameBytes(as: other.name)
                ? precedes(one.value, other.value) : precedes(one.name, other.name)
        }
        return left.labels.count < right.labels.count
    }
}
