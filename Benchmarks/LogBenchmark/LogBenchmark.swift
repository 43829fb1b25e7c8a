import Foundation
import LogQL
import Signals
import Storage
import Synchronization

/// Measures what logs cost: bytes on the disk, lines appended a second, bytes of text searched a second.
///
///     LogBenchmark [megabytes of text a kind] [level] [level when much waits] [kind]…
///
/// Lines are appended by one thread as fast as they are taken, and flushed by another, as in the daemon: once a second, and
/// whenever many wait. The time counts until the last line is on the disk. `levels` is the speed of
/// `sum by (detected_level) (count_over_time({…}[…]))`, which works the level of each line out, `rows` the same without levels.
@main
struct LogBenchmark {
    static let start: Int64 = 1_800_000_000_000

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.compactMap { Int($0) }
        let named = arguments.compactMap { Corpus.Kind(rawValue: $0) }
        var limits = Storage.Limits.standard
        let megabytes = numbers.first ?? 100
        if numbers.count > 1 { limits.logLevel = Int32(numbers[1]) }
        if numbers.count > 2 { limits.logUrgentLevel = Int32(numbers[2]) }
        print("level \(limits.logLevel) and \(limits.logUrgentLevel), \(megabytes) MB of text a kind")
        print(
            "kind       text MB   disk MB   ratio    lines/s   append MB/s   needle MB/s   absent MB/s   scan MB/s"
                + "   all MB/s   rows MB/s   levels MB/s")
        for kind in named.isEmpty ? Corpus.Kind.allCases : named { try await measure(kind, limits, megabytes) }
    }

    private static func measure(_ kind: Corpus.Kind, _ limits: Storage.Limits, _ megabytes: Int) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("log-benchmark-\(kind.rawValue)")
            .path
        try? FileManager.default.removeItem(atPath: directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let lines = corpus(kind, bytes: min(megabytes, 200) << 20)
        let database = try await TelemetryDatabase.open(
            in: directory, as: .daemon, maximumBytes: 64 << 30, limits: limits)
        let wanted = DispatchSemaphore(value: 0)
        let store = try LogStore(
            database: database, at: Timestamp(millisecondsSince1970: start), wake: { wanted.signal() })
        let labels = try LabelSet([Label("job", "geoclimate"), Label("kind", kind.rawValue)])
        let repeats = max(1, megabytes / 200)
        let days = Int64(repeats) * 86_400_000
        let appended = try append(lines, repeats: repeats, to: store, labels, wanted)
        // The size that counts is that of the files, the log included.
        let size = database.bytes
        let middle = lines[lines.count / 2].line
        let absent = Array("\"request_id\":\"33da89549d630dadffffffff\"".utf8)
        // Four letters of a longer word are in no filter, so that all text is searched.
        let searches = [Array(middle), absent, Array("zqxj".utf8), []].map { speed(store, needle: $0, appended.bytes) }
        let range = start * 1_000_000..<(start + days) * 1_000_000
        let queries = ["sum", "sum by (detected_level)"].map { sum in
            speed(store, "\(sum) (count_over_time({job=`geoclimate`}[\(days / 1_000)s]))", range, appended.bytes)
        }
        var row = kind.rawValue.padded(8)
        row += (Double(appended.bytes) / 1e6).text.padded(10) + (Double(size) / 1e6).text.padded(10)
        row += (Double(appended.bytes) / Double(size)).text.padded(8)
        row += "\(Int(Double(appended.lines) / appended.seconds))".padded(11)
        row += (Double(appended.bytes) / 1e6 / appended.seconds).text.padded(14)
        for value in searches + queries { row += value.text.padded(14) }
        print(row)
        try await database.close()
    }

    private static func corpus(_ kind: Corpus.Kind, bytes: Int) -> [(time: Int64, line: [UInt8])] {
        var corpus = Corpus(kind, seed: 1, start: start)
        var lines: [(Int64, [UInt8])] = []
        var total = 0
        while total < bytes {
            lines.append(corpus.next())
            total += lines[lines.count - 1].1.count
        }
        return lines
    }

    /// Appends in batches as a sender would, and again what was dropped because too much waited.
    private static func append(
        _ lines: [(time: Int64, line: [UInt8])], repeats: Int, to store: LogStore, _ labels: LabelSet,
        _ wanted: DispatchSemaphore
    ) throws -> (bytes: Int, lines: Int, seconds: Double) {
        let now = Atomic(start)
        let isDone = Atomic(false)
        let failure = Mutex<(any Error)?>(nil)
        let flushed = DispatchSemaphore(value: 0)
        Thread {
            while !isDone.load(ordering: .acquiring) {
                _ = wanted.wait(timeout: .now() + 1)
                do {
                    try store.flush(at: Timestamp(millisecondsSince1970: now.load(ordering: .relaxed)))
                } catch {
                    failure.withLock { $0 = error }
                }
            }
            flushed.signal()
        }.start()
        var (bytes, count) = (0, 0)
        let seconds = try ContinuousClock().measure {
            for repetition in 0..<Int64(repeats) {
                for batch in stride(from: 0, to: lines.count, by: 1_000) {
                    let part = lines[batch..<min(batch + 1_000, lines.count)]
                    let shift = repetition * 86_400_000
                    let entries = part.map { line in
                        bytes += line.line.count
                        return NewLogEntry(timestamp: (line.time + shift) * 1_000_000, line: line.line)
                    }
                    count += entries.count
                    now.store((part.last?.time ?? start) + shift, ordering: .relaxed)
                    let time = Timestamp(millisecondsSince1970: now.load(ordering: .relaxed))
                    var rest = entries[...]
                    while !rest.isEmpty {
                        let outcome = store.append(rest, to: labels, at: time)
                        guard outcome.refused == 0 else { throw LogBenchmarkError(reason: "\(outcome)") }
                        rest = rest.dropFirst(outcome.accepted)
                        if !rest.isEmpty { Thread.sleep(forTimeInterval: 0.001) }
                    }
                }
            }
            isDone.store(true, ordering: .releasing)
            wanted.signal()
            flushed.wait()
            // A while later: the rest is sealed too.
            try store.flush(at: Timestamp(millisecondsSince1970: start + Int64(repeats) * 86_400_000))
        }.seconds
        if let error = failure.withLock({ $0 }) { throw error }
        return (bytes, count, seconds)
    }

    private static func speed(_ store: LogStore, needle: [UInt8], _ bytes: Int) -> Double {
        let range = Int64.min..<Int64.max
        let best =
            (0..<3).map { _ in
                ContinuousClock().measure {
                    let streams = (try? store.streams(matching: [], in: range).map(\.id)) ?? []
                    let query = LogStoreQuery(
                        streams: Set(streams), range: range, isForward: true, needles: needle.isEmpty ? [] : [needle])
                    _ = try? store.readEntries(query) { _ in true }
                }.seconds
            }.min() ?? 1
        return Double(bytes) / 1e6 / best
    }

    private static func speed(_ store: LogStore, _ query: String, _ range: Range<Int64>, _ bytes: Int) -> Double {
        guard case .metric(let expression)? = try? Query(query) else { return 0 }
        let seconds = ContinuousClock().measure {
            _ = try? LogQLEngine(source: Stored(store: store)).instant(expression, at: range.upperBound)
        }.seconds
        return Double(bytes) / 1e6 / seconds
    }
}

/// Why a run is of no use.
struct LogBenchmarkError: Error {
    let reason: String
}

/// The store as LogQL's engine reads it.
private struct Stored: LogSource {
    let store: LogStore

    func streams(matching matchers: [LabelMatcher], in range: Range<Int64>) throws -> [LogStream] {
        try store.streams(matching: matchers, in: range).map { LogStream(id: UInt64($0.id), labels: $0.labels) }
    }

    func readEntries(_ request: LogRequest, _ take: (LogEntry) throws -> Bool) throws {
        let streams = Set(request.streams.map { UInt32(truncatingIfNeeded: $0.id) })
        let query = LogStoreQuery(
            streams: streams, range: request.range, isForward: true, needles: request.needles.map(\.bytes))
        try store.readEntries(query) { entry in
            try take(
                LogEntry(timestamp: entry.timestamp, stream: 0, line: entry.line, metadata: entry.metadata.labels))
        }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension Double {
    /// With one decimal.
    var text: String {
        let tenths = Int((self * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension String {
    func padded(_ width: Int) -> String { String(repeating: " ", count: max(1, width - count)) + self }
}
