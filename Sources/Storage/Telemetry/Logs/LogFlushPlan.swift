internal import LogBlocks

/// What a flush does with the lines of the head: a decision without effects.
struct LogFlushPlan: Sendable {
    /// Each becomes a segment.
    var segments: [LogEntries] = []
    /// What stays in the head.
    var rest = LogEntries()
    /// Where in the rest the entries begin that the journal does not have.
    var unjournalled = 0
    /// Whether so much waits that sealing fast comes before sealing small.
    var isUrgent = false

    /// Decides about chunks whose first `journalled` entries are in the journal.
    ///
    /// Full segments are sealed. The rest waits in the journal, unless `isOld` says that it has waited long enough. The
    /// journal is emptied with every seal, so what it had and is not sealed is written to it again.
    init(chunks: [LogEntries], journalled: Int, isOld: Bool, limits: Limits) {
        var pending = LogEntries()
        for chunk in chunks {
            var start = 0
            var bytes = pending.text.count + pending.metadataBytes
            for index in 0..<chunk.count {
                let size = chunk.lineRange(index).count + chunk.metadataBytes(index)
                let count = pending.count + index - start
                if count > 0, bytes + size > limits.logSegmentBytes || count >= limits.logSegmentEntries {
                    pending.append(start..<index, of: chunk)
                    segments.append(pending)
                    pending = LogEntries()
                    start = index
                    bytes = 0
                }
                bytes += size
            }
            pending.append(start..<chunk.count, of: chunk)
        }
        if isOld, !pending.isEmpty {
            segments.append(pending)
        } else {
            rest = pending
        }
        isUrgent = segments.reduce(0) { $0 + $1.text.count } >= limits.logUrgentBytes
        unjournalled = segments.isEmpty ? min(journalled, rest.count) : 0
    }
}
