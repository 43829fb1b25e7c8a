import Resilience
import Signals
import Storage
import WireFormats

/// Sends stored metrics and logs to other servers, from a copy of `telemetry.db` that nobody writes to.
struct TelemetryExport: Sendable {
    /// What was sent to one server.
    struct Sent: Sendable, Equatable {
        let url: String
        /// Samples or lines that it took.
        var taken = 0
        /// Those that it refused; it says why for the first of them.
        var refused = 0
        var refusal: String?
        /// Blocks or segments that could not be read and were left out.
        var damaged = 0
    }

    private let database: TelemetryDatabase
    private let queue = WorkQueue("geoclimate.export", width: 1, line: 0)
    private let post: ExportPost
    private let clock: ApplianceClock

    /// Opens the copy in `directory`.
    static func open(in directory: String, post: ExportPost, clock: ApplianceClock) async throws -> TelemetryExport {
        TelemetryExport(
            database: try await TelemetryDatabase.open(
                in: directory, as: .reader, maximumBytes: Storage.Limits.standard.smallestTelemetryBytes),
            post: post, clock: clock)
    }

    private init(database: TelemetryDatabase, post: ExportPost, clock: ApplianceClock) {
        self.database = database
        self.post = post
        self.clock = clock
    }

    func close() async throws { try await database.close() }

    // MARK: - Metrics

    /// Sends all raw samples, oldest first, by remote write 1.0.
    ///
    /// - Throws: ``ExportError`` when the server cannot be reached, ``StorageError``.
    func sendMetrics(to url: String) async throws -> Sent {
        let database = database
        let store = try await queue.run { try MetricStore(database: database) }
        var sent = Sent(url: url)
        guard let times = try await queue.run({ try store.sampleTimes() }) else { return sent }
        var from = times.lowerBound
        var slice = Limits.exportSliceMilliseconds
        while from <= times.upperBound {
            let range = from...min(from + slice - 1, times.upperBound)
            do {
                let batches = try await queue.run { try Self.batches(in: range, of: store) }
                for batch in batches {
                    let refusal = try await post.send(.metrics(batch.body, to: url))
                    sent.note(batch.samples, refusal)
                }
            } catch TelemetryError.tooManySamples(_) where slice > Limits.exportLeastSliceMilliseconds {
                slice = max(slice / 2, Limits.exportLeastSliceMilliseconds)
                continue
            }
            from = range.upperBound + 1
            slice = min(slice * 2, Limits.exportSliceMilliseconds)
        }
        sent.damaged = store.counts.damaged
        return sent
    }

    private struct Batch: Sendable {
        let body: [UInt8]
        let samples: Int
    }

    /// The samples of a time in requests of a bounded size; those of a series stay together and in order.
    private static func batches(in range: ClosedRange<Int64>, of store: MetricStore) throws -> [Batch] {
        var batches: [Batch] = []
        var series: [WrittenSeries] = []
        var samples = 0
        func finish() throws {
            guard samples > 0 else { return }
            batches.append(Batch(body: try RemoteWriteBody(series: series).snappy(), samples: samples))
            series = []
            samples = 0
        }
        let selection = MetricSelection(
            [], from: range.lowerBound, through: range.upperBound, maximumSamples: Limits.exportSliceSamples)
        for one in try store.select(selection) {
            if samples + one.timestamps.count > Limits.exportBatchSamples { try finish() }
            series.append(WrittenSeries(one))
            samples += one.timestamps.count
        }
        try finish()
        return batches
    }

    // MARK: - Logs

    /// Sends all lines, oldest first, as pushes in Loki's JSON.
    ///
    /// - Throws: ``ExportError`` when the server cannot be reached, ``StorageError``.
    func sendLogs(to url: String) async throws -> Sent {
        let (database, now) = (database, clock.now())
        let (logs, streams) = try await queue.run {
            let logs = try LogStore(database: database, at: now)
            let streams = try logs.streams(matching: [], in: 0..<Int64.max)
            return (logs, Dictionary(streams.map { ($0.id, $0.labels) }, uniquingKeysWith: { first, _ in first }))
        }
        var sent = Sent(url: url)
        var from: Int64? = 0
        while let begin = from {
            let page = try await queue.run { try LokiPage.read(from: begin, streams: streams, of: logs) }
            sent.damaged = max(sent.damaged, page.damaged)
            if page.push.lines > 0 {
                let refusal = try await post.send(.logs(page.push.json, to: url))
                sent.note(page.push.lines, refusal)
            }
            from = page.next
        }
        return sent
    }
}

extension TelemetryExport.Sent {
    fileprivate mutating func note(_ count: Int, _ refusal: String?) {
        if let refusal {
            refused += count
            self.refusal = self.refusal ?? refusal
        } else {
            taken += count
        }
    }
}

/// Lines from a time on, as many as fit one push, and where the next ones begin.
private struct LokiPage: Sendable {
    var push = LokiPush()
    /// Nil where there are no more.
    var next: Int64?
    var damaged = 0

    /// A page ends between two times, so that none is read twice.
    static func read(from begin: Int64, streams: [UInt32: LabelSet], of logs: LogStore) throws -> LokiPage {
        var page = LokiPage()
        var last = begin
        let query = LogStoreQuery(streams: Set(streams.keys), range: begin..<Int64.max, isForward: true)
        let work = try logs.readEntries(query) { entry in
            if page.push.bytes >= Limits.exportPushBytes, entry.timestamp != last {
                page.next = entry.timestamp
                return false
            }
            guard let labels = streams[entry.stream] else { return true }
            last = entry.timestamp
            page.push.add(entry, labels: labels)
            return true
        }
        page.damaged = work.damaged
        return page
    }
}
