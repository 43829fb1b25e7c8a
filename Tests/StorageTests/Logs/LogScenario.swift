import Foundation
import Signals
import Storage

/// Logs in a directory of their own, which goes with them, and a clock that stands still.
final class LogScenario {
    static let second: Int64 = 1_000_000_000
    let directory: String
    let limits: Limits
    var now = Timestamp(millisecondsSince1970: 1_800_000_000_000)
    private(set) var database: TelemetryDatabase
    private(set) var store: LogStore

    var path: String { directory + "/telemetry.db" }

    init(maximumBytes: Int = 64 << 20, _ change: (inout Limits) -> Void = { _ in }) async throws {
        var limits = Limits.standard
        change(&limits)
        self.limits = limits
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("logs-\(UUID().uuidString)").path
        database = try await TelemetryDatabase.open(
            in: directory, as: .daemon, maximumBytes: maximumBytes, limits: limits)
        store = try LogStore(database: database, at: now)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// What a process finds that starts after this one has gone; what was not flushed is lost.
    func restart() async throws {
        try await database.close()
        database = try await TelemetryDatabase.open(
            in: directory, as: .daemon, maximumBytes: database.maximumBytes, limits: limits)
        store = try LogStore(database: database, at: now)
    }

    /// The logs as another process sees them.
    func reader() async throws -> LogStore {
        let database = try await TelemetryDatabase.open(
            in: directory, as: .reader, maximumBytes: database.maximumBytes, limits: limits)
        return try LogStore(database: database, at: now)
    }

    /// The moment at which the clock began.
    let nanoseconds: Int64 = 1_800_000_000_000_000_000

    /// Appends lines; times are seconds after the beginning.
    @discardableResult
    func append(_ lines: [(seconds: Int64, text: String)], _ labels: KeyValuePairs<String, String> = ["app": "a"])
        throws -> LogAppendOutcome
    {
        store.append(
            lines.map { NewLogEntry(timestamp: nanoseconds + $0.seconds * Self.second, line: Array($0.text.utf8)) },
            to: try Self.labels(labels), at: now)
    }

    static func labels(_ pairs: KeyValuePairs<String, String>) throws -> LabelSet {
        try LabelSet(pairs.map { Label($0.key, $0.value) })
    }

    /// All texts, in the order of the answer.
    func texts(
        _ matchers: [LabelMatcher] = [], forward: Bool = true, needles: [String] = [],
        seconds: Range<Int64> = -90_000..<90_000, from other: LogStore? = nil
    ) throws -> [String] {
        try found(matchers, forward: forward, needles: needles, seconds: seconds, from: other).map(\.text)
    }

    /// All lines with their seconds after the beginning, in the order of the answer.
    func found(
        _ matchers: [LabelMatcher] = [], forward: Bool = true, needles: [String] = [],
        seconds: Range<Int64> = -90_000..<90_000, from other: LogStore? = nil
    ) throws -> [(seconds: Int64, text: String)] {
        let store = other ?? store
        let range = nanoseconds + seconds.lowerBound * Self.second..<nanoseconds + seconds.upperBound * Self.second
        let query = LogStoreQuery(
            streams: Set(try store.streams(matching: matchers, in: range).map(\.id)), range: range, isForward: forward,
            needles: needles.map { Array($0.utf8) })
        var found: [(Int64, String)] = []
        try store.readEntries(query) { entry in
            found.append(((entry.timestamp - nanoseconds) / Self.second, String(decoding: entry.line, as: UTF8.self)))
            return true
        }
        return found
    }
}
