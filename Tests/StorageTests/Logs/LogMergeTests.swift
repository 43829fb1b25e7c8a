import GRDB
import LogBlocks
import Signals
import Testing

@testable import Storage

struct LogMergeTests {
    private static let second: Int64 = 1_000_000_000

    private static func candidate(_ id: Int64, bytes: Int = 10, entries: Int = 1, at seconds: Int64? = nil)
        -> LogMergePlan.Candidate
    {
        let time = (seconds ?? id) * second
        return LogMergePlan.Candidate(id: id, first: time, last: time, entries: entries, textBytes: bytes)
    }

    private static let limits: Storage.Limits = {
        var limits = Storage.Limits.standard
        limits.logSegmentBytes = 100
        limits.logSegmentEntries = 50
        limits.logUnmergedSegments = 6
        limits.logSegmentsMergedAtOnce = 8
        limits.logMergedSeconds = 1_000
        return limits
    }()

    @Test(
        arguments: [
            ("too few wait for others", (1...5).map { candidate($0) }, []),
            ("enough are merged", (1...6).map { candidate($0) }, [1, 2, 3, 4, 5, 6]),
            ("so many at once", (1...20).map { candidate($0) }, Array(1...8)),
            (
                "a full segment ends a run, which is merged when it saves something",
                [1, 2, 3, 4].map { candidate($0) } + [candidate(5, bytes: 90)], [1, 2, 3, 4]
            ),
            (
                "and left alone when it does not",
                [1, 2, 3].map { candidate($0) } + [candidate(5, bytes: 90)] + (6...11).map { candidate($0) },
                Array(6...11)
            ),
            ("bytes end a run", (1...9).map { candidate($0, bytes: 25) }, [1, 2, 3, 4]),
            ("a half is small, more is not", (1...8).map { candidate($0, bytes: $0 < 3 ? 51 : 1) }, Array(3...8)),
            ("entries end a run", (1...9).map { candidate($0, entries: 12) }, [1, 2, 3, 4]),
            (
                "time ends a run, to the second", (1...8).map { candidate($0, at: $0 == 8 ? 1_002 : $0) },
                Array(1...7)
            ),
            ("times far apart", [candidate(1, at: -9_000_000_000), candidate(2, at: 9_000_000_000)], []),
        ] as [(String, [LogMergePlan.Candidate], [Int64])])
    func runs(name: String, segments: [LogMergePlan.Candidate], run: [Int64]) {
        #expect(LogMergePlan.run(in: segments, limits: Self.limits) == run, "\(name)")
    }

    @Test func aDamagedSegmentIsNoPartOfARun() {
        let segments = (1...12).map { Self.candidate($0) }
        #expect(LogMergePlan.run(in: segments, except: [3], limits: Self.limits) == Array(4...11))
    }

    /// A scenario with so many segments of ten lines each.
    private func scenario(segments: Int64) async throws -> LogScenario {
        let scenario = try await LogScenario { $0.logSealSeconds = 0 }
        for segment in 0..<segments {
            // Every other line has the time of the one before it: their order must stay.
            let lines = (0..<10 as Range<Int64>).map { (segment * 10 + $0 / 2, "segment \(segment) line \($0)") }
            try scenario.append(lines, ["app": segment % 3 == 0 ? "a" : "b"])
            try scenario.store.flush(at: scenario.now)
        }
        return scenario
    }

    private func segments(_ scenario: LogScenario) async throws -> Int {
        try await DatabaseQueue(path: scenario.path).read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM log_segments") ?? 0
        }
    }

    @Test func aQuietDaemonKeepsFewSegmentsAndEachLine() async throws {
        let scenario = try await scenario(segments: 20)
        #expect(try await segments(scenario) == 20)
        let before = try scenario.texts()
        let statistics = try scenario.store.statistics(matching: [], in: 0..<Int64.max)
        while try scenario.store.mergeSmallSegments() {}
        #expect(try await segments(scenario) == 1)
        #expect(try scenario.texts() == before && before.count == 200)
        #expect(try scenario.texts(forward: false).sorted() == before.sorted())
        #expect(try scenario.texts(needles: ["segment 7 line 3"]) == ["segment 7 line 3"])
        let after = try scenario.store.statistics(matching: [], in: 0..<Int64.max)
        #expect(after.entries == statistics.entries && after.bytes == statistics.bytes)
        try scenario.append([(300, "after")])
        try scenario.store.flush(at: scenario.now)
        try await scenario.restart()
        #expect(try scenario.texts() == before + ["after"])
        #expect(try scenario.store.verify().damaged == 0)
    }

    @Test(arguments: [true, false])
    func aQueryThatIsOnItsWayLosesNothingAndTakesNothingTwice(isForward: Bool) async throws {
        let scenario = try await scenario(segments: 20)
        let range = scenario.nanoseconds..<scenario.nanoseconds + 1_000 * Self.second
        let streams = Set(try scenario.store.streams(matching: [], in: range).map(\.id))
        var texts: [String] = []
        var isMerged = false
        try scenario.store.readEntries(LogStoreQuery(streams: streams, range: range, isForward: isForward)) { entry in
            texts.append(String(decoding: entry.line, as: UTF8.self))
            if texts.count == 55, !isMerged {
                isMerged = true
                while try scenario.store.mergeSmallSegments() {}
            }
            return true
        }
        let after = try scenario.texts(forward: isForward)
        #expect(isMerged && texts == after && texts.count == 200)
    }

    @Test func aDamagedPartIsLeftAsItIs() async throws {
        let scenario = try await scenario(segments: 12)
        try await DatabaseQueue(path: scenario.path).write { database in
            try database.execute(sql: "UPDATE log_segment_bodies SET body = x'00' WHERE id = 2")
        }
        while try scenario.store.mergeSmallSegments() {}
        #expect(try await segments(scenario) == 3, "the one before it, itself, and the rest as one")
        #expect(try scenario.texts().count == 110)
        #expect(try scenario.store.verify().damaged == 1)
    }

    /// Of lines that are short, and have much metadata: the rows of their segments tell only of the lines.
    @Test(arguments: [(8_000, 9), (5_000, 12)])
    func metadataCountsToo(bytes: Int, left: Int) async throws {
        let scenario = try await LogScenario {
            $0.logSealSeconds = 0
            $0.logSegmentBytes = bytes
            $0.logUnmergedSegments = 8
        }
        let labels = try LogScenario.labels(["app": "a"])
        for number in Int64(0)..<12 {
            let metadata = try LabelSet([Label("detail", String(repeating: "x", count: 3_000))])
            let entry = NewLogEntry(
                timestamp: scenario.nanoseconds + number * Self.second, line: Array("line \(number)".utf8),
                metadata: metadata)
            scenario.store.append([entry], to: labels, at: scenario.now)
            try scenario.store.flush(at: scenario.now)
        }
        #expect(try await segments(scenario) == 12)
        #expect(try mergesEnd(scenario))
        // Two fit into one of 8,000 bytes and a third does not, and seven wait for an eighth.
        #expect(try await segments(scenario) == left)
        #expect(try scenario.texts() == (0..<12).map { "line \($0)" })
        #expect(try scenario.store.verify().damaged == 0)
    }

    @Test func aPartWithoutItsBodyIsLeftAsItIs() async throws {
        let scenario = try await scenario(segments: 12)
        try await DatabaseQueue(path: scenario.path).write { database in
            try database.execute(sql: "DELETE FROM log_segment_bodies WHERE id = 2")
        }
        #expect(try mergesEnd(scenario))
        #expect(try await segments(scenario) == 3, "the one before it, itself, and the rest as one")
        #expect(try scenario.texts().count == 110)
    }

    /// Merges until there is nothing more to do; false where there is no end of it.
    private func mergesEnd(_ scenario: LogScenario) throws -> Bool {
        for _ in 0..<100 where try !scenario.store.mergeSmallSegments() { return true }
        return false
    }

    @Test func aRowWithAWrongCountDoesNotKeepAQueryPlanning() async throws {
        let scenario = try await scenario(segments: 3)
        try await DatabaseQueue(path: scenario.path).write { database in
            try database.execute(sql: "UPDATE log_segments SET entries = 1 WHERE id = 2")
            try database.execute(sql: "DELETE FROM log_segment_bodies WHERE id = 3")
        }
        #expect(try scenario.texts().count == 20)
    }

    @Test func readersMergeNothing() async throws {
        let scenario = try await scenario(segments: 10)
        #expect(try await scenario.reader().mergeSmallSegments() == false)
    }

    @Test(arguments: [(0, false), (5_999, false), (6_000, true)])
    func muchAtOnceIsSealedFast(bytes: Int, isUrgent: Bool) throws {
        var limits = Storage.Limits.standard
        limits.logSegmentBytes = 1_000
        limits.logUrgentBytes = 6_000
        var entries = LogEntries()
        // A last line of one byte stays behind in the head.
        for _ in 0..<bytes / 1_000 {
            try entries.append(stream: 1, timestamp: 1, line: [UInt8](repeating: 65, count: 1_000))
        }
        let rest = bytes % 1_000
        if rest > 0 { try entries.append(stream: 1, timestamp: 1, line: [UInt8](repeating: 65, count: rest)) }
        let plan = LogFlushPlan(chunks: [entries], journalled: 0, isOld: true, limits: limits)
        #expect(plan.isUrgent == isUrgent)
    }

    @Test func whatIsSealedFastIsReadLikeTheRest() async throws {
        let scenario = try await LogScenario {
            $0.logSegmentBytes = 400 << 10
            $0.logUrgentBytes = 1
        }
        let lines = (0..<20_000 as Range<Int64>).map {
            (seconds: $0 / 100, text: "line \($0) of some text that repeats itself")
        }
        for part in [lines.prefix(10_000), lines.suffix(10_000)] {
            try scenario.append(Array(part))
            try scenario.store.flush(at: scenario.now)
        }
        #expect(try scenario.texts() == lines.map(\.text))
        try await scenario.restart()
        #expect(try scenario.texts() == lines.map(\.text))
    }
}
