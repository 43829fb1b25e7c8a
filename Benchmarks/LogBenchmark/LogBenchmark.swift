import Foundation
import Signals
import Storage

/// Measures what logs cost: bytes on the disk, lines appended a second, bytes of text searched a second.
///
///     LogBenchmark [kind]... [megabytes of text] [level] [dictionary bytes]
///
/// All kinds of ``Corpus/Kind`` without one.
@main
struct LogBenchmark {
    static let start: Int64 = 1_800_000_000_000

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.compactMap { Int($0) }
        let kinds = arguments.compactMap { Corpus.Kind(rawValue: $0) }
        var limits = Limits.standard
        let megabytes = numbers.first ?? 100
        if numbers.count > 1 { limits.logLevel = Int32(numbers[1]) }
        if numbers.count > 2 { limits.logDictionaryBytes = numbers[2] }
        print("level \(limits.logLevel), dictionary \(limits.logDictionaryBytes) bytes, \(megabytes) MB of text a kind")
        print(
            "kind       text MB   disk MB   ratio   lines/s      append MB/s   needle MB/s   absent MB/s   scan MB/s   all MB/s"
        )
        for kind in kinds.isEmpty ? Corpus.Kind.allCases : kinds { try await measure(kind, limits, megabytes) }
    }

    private static func measure(_ kind: Corpus.Kind, _ limits: Limits, _ megabytes: Int) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("log-benchmark-\(kind.rawValue)")
            .path
        try? FileManager.default.removeItem(atPath: directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let lines = corpus(kind, bytes: min(megabytes, 200) << 20)
        let database = try await TelemetryDatabase.open(
            in: directory, as: .daemon, maximumBytes: 8 << 30, limits: limits)
        let store = try LogStore(database: database, at: Timestamp(millisecondsSince1970: start))
        let labels = try LabelSet([Label("job", "geoclimate"), Label("kind", kind.rawValue)])
        let repeats = max(1, megabytes / 200)
        var (bytes, count) = (0, 0)
        let appended = try ContinuousClock().measure {
            for repetition in 0..<repeats {
                (bytes, count) = try append(
                    lines, to: store, labels, shift: Int64(repetition) * 86_400_000, (bytes, count))
            }
            // A while later: the rest is sealed too.
            try store.flush(at: Timestamp(millisecondsSince1970: start + Int64(repeats) * 86_400_000))
        }.seconds
        // The size that counts is that of the files, the log included.
        let size = database.bytes
        let middle = lines[lines.count / 2].line
        let searches = [
            Array(middle), Array("\"request_id\":\"33da89549d630dadffffffff\"".utf8), Array("zqxj".utf8), [],
        ].map { speed(store, needle: $0, bytes) }
        var row = kind.rawValue.padded(8)
        row += (Double(bytes) / 1e6).text.padded(10) + (Double(size) / 1e6).text.padded(10)
        row += (Double(bytes) / Double(size)).text.padded(8) + "\(Int(Double(count) / appended))".padded(11)
        row += (Double(bytes) / 1e6 / appended).text.padded(15)
        for search in searches { row += search.text.padded(13) }
        print(row)
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

    /// Appends line by line, and flushes whenever the store asks for it.
    private static func append(
        _ lines: [(time: Int64, line: [UInt8])], to store: LogStore, _ labels: LabelSet, shift: Int64,
        _ sum: (bytes: Int, count: Int)
    ) throws -> (bytes: Int, count: Int) {
        var (bytes, count) = sum
        for (index, line) in lines.enumerated() {
            let now = Timestamp(millisecondsSince1970: line.time + shift)
            let entry = NewLogEntry(timestamp: (line.time + shift) * 1_000_000, line: line.line)
            let outcome = store.append(CollectionOfOne(entry), to: labels, at: now)
            guard outcome.accepted == 1 else { fatalError("\(outcome)") }
            bytes += line.line.count
            count += 1
            if index % 16_384 == 0 { try store.flush(at: now) }
        }
        return (bytes, count)
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
