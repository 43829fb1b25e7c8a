internal import LogBlocks

/// Turns lines into what the database stores, and keeps the dictionary that it does this with; used by one thread at a time.
final class LogSealer {
    /// The dictionary in use.
    struct Current: Sendable {
        var dictionary: LogDictionary
        var record: DictionaryPolicy.Record
        /// The same dictionary, prepared to compress fast.
        var urgent: LogDictionary
    }

    /// One sealed segment.
    struct Sealed: Sendable {
        var segment: EncodedSegment
        var dictionary: UInt32
        /// What each stream has in it, as it is stored.
        var streams: [UInt8]

        /// Bytes of all that is stored of it.
        var storedBytes: Int { segment.bytes.count + streams.count + (segment.filter?.bytes.count ?? 0) }
    }

    /// The journal is read back only after a crash, so it is written fast.
    private static let journalLevel: Int32 = 1

    private(set) var current: Current?
    private let segments: SegmentEncoder
    private let urgentSegments: SegmentEncoder
    private let journal: SegmentEncoder
    private let limits: Limits

    init(newest: Current?, limits: Limits) throws {
        current = newest
        self.limits = limits
        segments = try SegmentEncoder(level: limits.logLevel)
        urgentSegments = try SegmentEncoder(level: limits.logUrgentLevel)
        journal = try SegmentEncoder(level: Self.journalLevel)
    }

    /// Seals segments in turn, faster and a little larger where that is urgent; answers a dictionary too when a new one was
    /// trained on the way.
    func seal(_ pending: [LogEntries], isUrgent: Bool) throws -> (segments: [Sealed], trained: Current?) {
        var sealed: [Sealed] = []
        var trained: Current?
        for entries in pending {
            let candidate = try train(with: entries)
            let dictionary = candidate ?? current?.dictionary
            let isUrgent = isUrgent && candidate == nil
            let segment = try (isUrgent ? urgentSegments : segments).encode(
                entries, dictionary: isUrgent ? current?.urgent : dictionary)
            let ratio = Double(segment.bytes.count) / Double(max(1, entries.text.count))
            if let candidate {
                let record = DictionaryPolicy.Record(first: ratio, recent: ratio, segments: 1)
                current = try Current(dictionary: candidate, record: record, limits: limits)
                trained = current
            } else if let known = current, !isUrgent {
                current?.record = known.record.adding(ratio)
            }
            sealed.append(
                Sealed(
                    segment: segment, dictionary: dictionary?.id ?? 0, streams: segment.summary.encodedStreams))
        }
        return (sealed, trained)
    }

    /// A row of the journal.
    func journalRow(_ entries: LogEntries) throws -> [UInt8] {
        try journal.encode(entries, dictionary: nil, withFilter: false).bytes
    }

    /// Goes back to what was in use before a transaction that was undone.
    func restore(_ previous: Current?) {
        current = previous
    }

    private func train(with entries: LogEntries) throws -> LogDictionary? {
        let id = (current?.dictionary.id ?? 0).addingReportingOverflow(1)
        guard !id.overflow, DictionaryPolicy.shouldTrain(current?.record, textBytes: entries.text.count),
            let content = LogDictionary.trained(with: entries, capacity: limits.logDictionaryBytes)
        else { return nil }
        return try? LogDictionary(id: id.partialValue, content: content, level: limits.logLevel)
    }
}

extension LogSealer.Current {
    /// A dictionary with what is known of it; throws ``LogBlockError`` where libzstd has no memory for it.
    init(dictionary: LogDictionary, record: DictionaryPolicy.Record, limits: Limits) throws {
        self.init(
            dictionary: dictionary, record: record,
            urgent: try LogDictionary(
                id: dictionary.id, content: dictionary.content, level: limits.logUrgentLevel))
    }
}
