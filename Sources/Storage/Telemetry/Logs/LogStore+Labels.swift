internal import GRDB
internal import LogBlocks
public import Signals
internal import Synchronization

/// How much there is of some streams.
public struct LogStatistics: Sendable, Equatable {
    /// Streams with lines.
    public var streams = 0
    /// Pairs of a stream and a segment, or the memory, that has lines of it; what Loki calls chunks.
    public var chunks = 0
    /// Lines.
    public var entries = 0
    /// Bytes of the lines.
    public var bytes = 0
}

extension LogStore {
    /// The streams that fulfil all conditions and may have lines in a range of nanoseconds since 1970; in no order.
    ///
    /// It throws ``LogQueryError/cancelled`` and ``StorageError``, as all of these do.
    public func streams(
        matching matchers: [LabelMatcher], in range: Range<Int64>, isCancelled: () -> Bool = { false }
    ) throws -> [StoredLogStream] {
        let wanted = try knownStreams()
        let matching = wanted.matching(matchers)
        return try volumes(of: matching, in: range, isCancelled).keys.compactMap { id in
            wanted.labels[id].map { StoredLogStream(id: id, labels: $0) }
        }
    }

    /// The names of labels of streams with lines in a range, in order.
    public func labelNames(
        matching matchers: [LabelMatcher] = [], in range: Range<Int64>, isCancelled: () -> Bool = { false }
    ) throws -> [String] {
        let streams = try streams(matching: matchers, in: range, isCancelled: isCancelled)
        return Set(exact: streams.flatMap { $0.labels.labels.map(\.name) }).map(\.text).sorted()
    }

    /// The values of a label of streams with lines in a range, in order.
    public func labelValues(
        of name: String, matching matchers: [LabelMatcher] = [], in range: Range<Int64>,
        isCancelled: () -> Bool = { false }
    ) throws -> [String] {
        let streams = try streams(matching: matchers, in: range, isCancelled: isCancelled)
        return Set(exact: streams.compactMap { $0.labels[name] }).map(\.text).sorted()
    }

    /// How much there is in a range; a segment counts as a whole when it touches the range, as a chunk of Loki's does.
    public func statistics(
        matching matchers: [LabelMatcher], in range: Range<Int64>, isCancelled: () -> Bool = { false }
    ) throws -> LogStatistics {
        let volumes = try volumes(of: try knownStreams().matching(matchers), in: range, isCancelled)
        return volumes.values.reduce(into: LogStatistics()) { sum, volume in
            sum.streams += 1
            sum.chunks += volume.chunks
            sum.entries += volume.entries
            sum.bytes += volume.bytes
        }
    }

    /// The bytes of lines of each stream in a range, counted as ``statistics(matching:in:)`` counts them.
    public func volume(
        matching matchers: [LabelMatcher], in range: Range<Int64>, isCancelled: () -> Bool = { false }
    ) throws -> [(labels: LabelSet, bytes: Int)] {
        let known = try knownStreams()
        return try volumes(of: known.matching(matchers), in: range, isCancelled).compactMap { id, volume in
            known.labels[id].map { ($0, volume.bytes) }
        }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    private func knownStreams() throws -> LogStreams {
        switch database.role {
        case .daemon: state.withLock { $0.streams }
        case .reader: try database.read { try LogLoading.streams($0) }
        }
    }

    /// By stream, for those that have anything.
    private func volumes(
        of wanted: Set<UInt32>, in range: Range<Int64>, _ isCancelled: () -> Bool
    ) throws -> [UInt32: LogStatistics] {
        guard !isCancelled() else { throw LogQueryError.cancelled }
        guard !wanted.isEmpty, !range.isEmpty else { return [:] }
        let unsealed = try unsealed()
        var volumes: [UInt32: LogStatistics] = [:]
        func add(_ stream: UInt32, chunks: Int, entries: Int, bytes: Int) {
            guard wanted.contains(stream) else { return }
            volumes[stream, default: LogStatistics()].chunks += chunks
            volumes[stream, default: LogStatistics()].entries += entries
            volumes[stream, default: LogStatistics()].bytes += bytes
        }
        for chunk in unsealed.chunks {
            guard !isCancelled() else { throw LogQueryError.cancelled }
            for index in 0..<chunk.count where range.contains(chunk.timestamps[index]) {
                let stream = chunk.streams[index]
                let isFirst = volumes[stream] == nil
                add(stream, chunks: isFirst ? 1 : 0, entries: 1, bytes: chunk.lineRange(index).count)
            }
        }
        try database.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT streams FROM log_segments WHERE last_ns >= ? AND first_ns < ? AND id <= ?",
                arguments: [range.lowerBound, range.upperBound, unsealed.newestSegment])
            while let row = try rows.next() {
                guard !isCancelled() else { throw LogQueryError.cancelled }
                // What cannot be read here is counted as damaged when a query reads the segment.
                guard let streams = try? SegmentSummary.decodeStreams(try row.bytes("streams")) else { continue }
                for stream in streams {
                    add(stream.stream, chunks: 1, entries: stream.entries, bytes: stream.textBytes)
                }
            }
        }
        return volumes
    }
}
