internal import Foundation
internal import GRDB
internal import Synchronization
internal import TimeSeries

extension MetricStore {
    /// Makes what came since the last flush last, in one transaction; called each second, and before the store is left.
    ///
    /// When enough has come together it is packed into blocks as well. `now` is the clock's time in milliseconds. Where
    /// it throws, the samples stay in memory for the next flush, up to ``Limits/pendingSamples``; what is beyond is lost
    /// and counted.
    public func flush(at now: Int64) throws {
        try writing.withLock { _ in
            do {
                try journal()
                if state.withLock({ isPackingDue($0, now: now) }) { try packJournaled(at: now) }
            } catch {
                dropWhatCannotBeKept()
                throw error
            }
        }
    }

    /// Packs everything into blocks, as before a long rest.
    public func pack(at now: Int64) throws {
        try writing.withLock { _ in
            try journal()
            try packJournaled(at: now)
        }
    }

    private func journal() throws {
        let (rows, first, series, metadata) = state.withLock { state in
            (
                Array(state.head.rows[state.journaledRows...]), state.newestJournalID + 1,
                state.newSeries.compactMap { id in state.index.entry(id).map { (id, $0) } },
                state.changedMetadata.compactMap { name in state.metadata[name].map { (name, $0) } }
            )
        }
        guard !rows.isEmpty || !series.isEmpty || !metadata.isEmpty else { return }
        let records = try JournalRecord.split(rows).map { try JournalRecord.encode($0) }
        let labels = series.map { StoredLabels.encode($0.1.labels) }
        let bytes =
            records.reduce(0) { $0 + $1.count } + labels.reduce(0) { $0 + $1.count + 40 }
            + metadata.reduce(0) { $0 + $1.0.utf8.count + $1.1.help.utf8.count + $1.1.unit.utf8.count + 128 }
        let size = TelemetryWrite(
            addingBytes: bytes, inRows: records.count + series.count + metadata.count, removingRows: metadata.count,
            pageBytes: limits.telemetryPageBytes)
        try database.write(size) { database in
            for ((id, entry), labels) in zip(series, labels) {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO metric_series (id, labels, first, last) VALUES (?, ?, ?, ?)",
                    arguments: [Int64(id), Data(labels), entry.first, entry.last])
            }
            for (offset, record) in records.enumerated() {
                try database.execute(
                    sql: "INSERT INTO metric_journal (id, data) VALUES (?, ?)",
                    arguments: [first + Int64(offset), Data(record)])
            }
            for (name, metadata) in metadata {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO metric_metadata (name, type, help, unit) VALUES (?, ?, ?, ?)",
                    arguments: [name, metadata.type, metadata.help, metadata.unit])
            }
        }
        let written = (Set(series.map(\.0)), Dictionary(uniqueKeysWithValues: metadata))
        state.withLock { state in
            state.journaledRows += rows.count
            state.journalRecords += records.count
            state.newestJournalID += Int64(records.count)
            state.newSeries.removeAll { written.0.contains($0) }
            state.changedMetadata = state.changedMetadata.filter { state.metadata[$0] != written.1[$0] }
        }
    }

    private func isPackingDue(_ state: State, now: Int64) -> Bool {
        guard let arrival = state.arrival, !state.head.rows.isEmpty else { return false }
        let samples = state.head.samples
        // By when they came, not by their times: whoever catches up sends old ones all the time.
        return now - arrival >= limits.headMilliseconds || now < arrival
            || state.head.rows.count >= limits.headRows
            || samples >= limits.headSamplesPerSeries * max(1_024, state.head.activeSeries)
            // Eight bytes a sample are more than any take: the journal and what it becomes must stay small beside the cap.
            || samples >= database.maximumBytes / 64
    }

    private func dropWhatCannotBeKept() {
        state.withLock { state in
            var pending = state.head.rows[state.journaledRows...].reduce(0) { $0 + $1.ids.count }
            var end = state.journaledRows
            while pending > limits.pendingSamples {
                pending -= state.head.rows[end].ids.count
                end += 1
            }
            state.counts.lost += state.head.remove(state.journaledRows..<end)
        }
    }
}
