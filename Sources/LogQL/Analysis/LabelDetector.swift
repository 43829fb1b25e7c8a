public import Signals

/// A label of streams with the number of its values, for `detected_labels`.
public struct DetectedLabel: Sendable, Equatable {
    /// Its name.
    public let label: String
    /// Different values.
    public let cardinality: Int
}

/// Says which labels of streams are worth showing.
public enum LabelDetector {
    /// Labels that are always worth it (Loki, `detected_labels`).
    private static let always: Set<String> = ["cluster", "namespace", "instance", "pod"]

    /// The labels of some streams with their numbers of values; those whose values are all identifiers are left out.
    public static func labels(of streams: [LabelSet]) -> [DetectedLabel] {
        var values: [String: Set<String>] = [:]
        for stream in streams {
            for label in stream.labels { values[label.name, default: []].insert(label.value) }
        }
        return values.filter { always.contains($0.key) || !$0.value.allSatisfy { isIdentifier($0) } }
            .map { DetectedLabel(label: $0.key, cardinality: $0.value.count) }
            .sorted { $0.label < $1.label }
    }

    /// A number, or a UUID (RFC 9562, section 4).
    private static func isIdentifier(_ value: String) -> Bool {
        if GoNumber.double(value) != nil { return true }
        let groups = value.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy { $0.isDigit || (0x61...0x66).contains($0 | 0x20) }
    }
}
