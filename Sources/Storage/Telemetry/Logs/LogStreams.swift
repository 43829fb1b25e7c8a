internal import Signals

/// The streams that are known, and the numbers that stand for them in segments.
struct LogStreams: Sendable {
    private(set) var labels: [UInt32: LabelSet] = [:]
    private var ids: [LabelSet: UInt32] = [:]
    private var newest: [UInt32: Int64] = [:]
    private var last: UInt32 = 0
    /// Those that the database does not have yet.
    private(set) var unsaved: [UInt32] = []

    var count: Int { labels.count }

    /// The number of a stream, which is given out when the stream is new.
    mutating func id(of stream: LabelSet, limits: Limits) throws(LogRefusal) -> UInt32 {
        if let id = ids[stream] { return id }
        try Self.check(stream, limits)
        guard labels.count < limits.logStreams, last < .max else { throw .tooManyStreams(limit: limits.logStreams) }
        let id = last + 1
        restore(id, stream)
        unsaved.append(id)
        return id
    }

    /// Takes a stream that the database has.
    mutating func restore(_ id: UInt32, _ stream: LabelSet) {
        ids[stream] = id
        labels[id] = stream
        last = max(last, id)
    }

    mutating func saved(_ saved: [UInt32]) {
        let saved = Set(saved)
        unsaved.removeAll { saved.contains($0) }
    }

    /// Has streams written once more, because the database has forgotten them.
    mutating func saveAgain(_ ids: Set<UInt32>) {
        unsaved += ids.subtracting(unsaved).filter { labels[$0] != nil }
    }

    /// Forgets streams without lines.
    mutating func forget(_ gone: Set<UInt32>) {
        for id in gone {
            if let stream = labels.removeValue(forKey: id) { ids[stream] = nil }
            newest[id] = nil
        }
        unsaved.removeAll { gone.contains($0) }
    }

    /// Whether a line's time is close enough to the newest of its stream; `behind` in nanoseconds.
    func isTooFarBehind(_ timestamp: Int64, in id: UInt32, behind: Int64) -> Bool {
        guard let newest = newest[id] else { return false }
        return timestamp < newest.subtractingReportingOverflow(behind).partialValue
    }

    mutating func note(_ timestamp: Int64, in id: UInt32) {
        newest[id] = max(newest[id] ?? .min, timestamp)
    }

    /// The numbers of the streams that fulfil all conditions.
    func matching(_ matchers: [LabelMatcher]) -> Set<UInt32> {
        Set(labels.lazy.filter { _, labels in matchers.allSatisfy { $0.accepts(labels) } }.map(\.key))
    }

    private static func check(_ stream: LabelSet, _ limits: Limits) throws(LogRefusal) {
        guard !stream.labels.isEmpty else { throw .noLabels }
        guard stream.labels.count <= limits.logStreamLabels else {
            throw .tooManyLabels(count: stream.labels.count, limit: limits.logStreamLabels)
        }
        for label in stream.labels {
            for (bytes, limit) in [
                (label.name.utf8.count, limits.logLabelNameBytes), (label.value.utf8.count, limits.logLabelValueBytes),
            ] where bytes > limit {
                throw .labelTooLong(name: label.name, bytes: bytes, limit: limit)
            }
        }
    }
}
