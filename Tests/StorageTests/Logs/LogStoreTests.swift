import Foundation
import GRDB
import Patterns
import Signals
import Storage
import Support
import Testing

struct LogStoreTests {
    /// Where lines are when they are asked for.
    enum Place: CaseIterable {
        case head, journal, segments, journalAfterRestart, segmentsAfterRestart
    }

    private func settle(_ scenario: LogScenario, _ place: Place) async throws {
        if place == .head { return }
        if place == .segments || place == .segmentsAfterRestart {
            scenario.now = scenario.now.advanced(seconds: scenario.limits.logSealSeconds)
        }
        try scenario.store.flush(at: scenario.now)
        if place == .journalAfterRestart || place == .segmentsAfterRestart { try await scenario.restart() }
    }

    @Test(arguments: Place.allCases)
    func linesComeBackInOrderOfTime(place: Place) async throws {
        let scenario = try await LogScenario()
        try scenario.append([(3, "three"), (1, "one"), (2, "two b")])
        try scenario.append([(2, "two c"), (0, "zero")], ["app": "c", "zone": "x"])
        try await settle(scenario, place)
        #expect(try scenario.texts() == ["zero", "one", "two b", "two c", "three"])
        #expect(try scenario.texts(forward: false) == ["three", "two c", "two b", "one", "zero"])
        #expect(try scenario.texts([LabelMatcher("app", .equal("c"))]) == ["zero", "two c"])
        #expect(try scenario.texts([LabelMatcher("zone", .equal(""))]) == ["one", "two b", "three"])
        #expect(try scenario.texts([LabelMatcher("app", .matches(Pattern("[bc]")))]) == ["zero", "two c"])
        #expect(try scenario.texts(needles: ["two", "b"]) == ["two b"])
        #expect(try scenario.texts(needles: [" zero "]) == [])
    }

    @Test(arguments: Place.allCases)
    func whatIsThereTwiceComesOnce(place: Place) async throws {
        let scenario = try await LogScenario()
        try scenario.append([(1, "same"), (1, "same"), (1, "other"), (1, "same"), (2, "same")])
        try scenario.append([(1, "same")], ["app": "b"])
        try await settle(scenario, place)
        try scenario.append([(1, "other"), (1, "new")])
        #expect(
            try scenario.texts([LabelMatcher("app", .equal("a"))]).sorted()
                == ["new", "other", "same", "same"].sorted())
        #expect(try scenario.texts([LabelMatcher("app", .equal("b"))]) == ["same"])
    }

    @Test func aKillLosesNothingThatWasFlushed() async throws {
        let scenario = try await LogScenario()
        for second in 0..<20 as Range<Int64> {
            try scenario.append([(second, "line \(second)")])
            try scenario.store.flush(at: scenario.now)
            scenario.now = scenario.now.advanced(seconds: 1)
        }
        try scenario.append([(20, "lost")])
        try await scenario.restart()
        #expect(try scenario.texts().count == 20)
        try scenario.append([(30, "after")])
        scenario.now = scenario.now.advanced(seconds: 1_000)
        try scenario.store.flush(at: scenario.now)
        try await scenario.restart()
        #expect(try scenario.texts().count == 21)
        #expect(try count("log_journal", scenario) == 0 && count("log_segments", scenario) == 1)
    }

    @Test func sealsWhatIsLargeAndJournalsTheRest() async throws {
        let scenario = try await LogScenario { $0.logSegmentBytes = 10_000 }
        var expected: [String] = []
        for round in 0..<30 as Range<Int64> {
            let lines = (0..<20 as Range<Int64>).map {
                (round * 20 + $0, "line \(round * 20 + $0) of a round with some text")
            }
            expected += lines.map(\.1)
            try scenario.append(lines.map { (seconds: $0.0, text: $0.1) })
            try scenario.store.flush(at: scenario.now)
        }
        let bytes = expected.reduce(0) { $0 + $1.utf8.count }
        #expect(try count("log_segments", scenario) == bytes / 10_000)
        #expect(try scenario.texts() == expected)
        try await scenario.restart()
        #expect(try scenario.texts() == expected)
        let reader = try await scenario.reader()
        #expect(try scenario.texts(from: reader) == expected, "another process sees the same")
    }

    @Test func answersTheSameWhateverTheSegmentsAndTheMemory() async throws {
        var generator = SplitMix64(seed: 8)
        let scenario = try await LogScenario {
            $0.logSegmentBytes = 3_000
            $0.logSortedBytes = 4_000
        }
        var lines: [(time: Int64, app: String, text: String)] = []
        for index in 0..<2_000 {
            let line = (
                time: Int64.random(in: 0..<500, using: &generator),
                app: ["a", "b", "c"].randomElement(using: &generator) ?? "a",
                text: "n\(index % 400) text"
            )
            lines.append(line)
            try scenario.append([(line.time, line.text)], ["app": line.app])
            if index % 100 == 99 { try scenario.store.flush(at: scenario.now) }
        }
        var seen: Set<String> = []
        let distinct = lines.filter { seen.insert("\($0.time) \($0.app) \($0.text)").inserted }
        for (range, app, needle) in [
            (0..<500, nil, nil), (100..<101, nil, nil), (50..<450, "b", nil), (0..<500, "c", "n39"),
        ]
            as [(Range<Int64>, String?, String?)]
        {
            let expected = distinct.filter { line in
                range.contains(line.time) && (app.map { $0 == line.app } ?? true)
                    && (needle.map { line.text.contains($0) } ?? true)
            }
            let matchers = app.map { [LabelMatcher("app", .equal($0))] } ?? []
            let needles = needle.map { [$0] } ?? []
            for isForward in [true, false] {
                let found = try scenario.found(matchers, forward: isForward, needles: needles, seconds: range)
                #expect(found.map(\.text).sorted() == expected.map(\.text).sorted())
                let times = expected.map(\.time).sorted()
                #expect(found.map(\.seconds) == (isForward ? times : times.reversed()))
            }
        }
    }

    @Test func takesOnlyWhatIsAskedFor() async throws {
        let scenario = try await LogScenario { $0.logSegmentBytes = 1_000 }
        try scenario.append((0..<1_000).map { ($0, "line \($0) with the token t\($0)x") })
        try scenario.store.flush(at: scenario.now)
        let range = scenario.nanoseconds..<scenario.nanoseconds + 2_000 * LogScenario.second
        let streams = Set(try scenario.store.streams(matching: [], in: range).map(\.id))
        var taken = 0
        let first = try scenario.store.readEntries(LogStoreQuery(streams: streams, range: range, isForward: false)) {
            _ in
            taken += 1
            return taken < 5
        }
        #expect(taken == 5 && first.searchedBytes < 3_000 && first.segments > 10)
        let needle = LogStoreQuery(
            streams: streams, range: range, isForward: true, needles: [Array("token t500x".utf8), Array(" t500x".utf8)])
        let rare = try scenario.store.readEntries(needle) { _ in true }
        #expect(rare.entries == 1)
        #expect(throws: LogQueryError.cancelled) {
            try scenario.store.readEntries(
                LogStoreQuery(streams: streams, range: range, isForward: true), isCancelled: { true }, { _ in true })
        }
    }

    @Test func tokensOfNeedlesSkipSegments() async throws {
        let scenario = try await LogScenario { $0.logSegmentBytes = 1_000 }
        try scenario.append((0..<1_000).map { ($0, "line \($0) request=t\($0)x end") })
        try scenario.store.flush(at: scenario.now)
        let range = scenario.nanoseconds..<scenario.nanoseconds + 2_000 * LogScenario.second
        let streams = Set(try scenario.store.streams(matching: [], in: range).map(\.id))
        let query = LogStoreQuery(streams: streams, range: range, isForward: true, needles: [Array("=t500x ".utf8)])
        let work = try scenario.store.readEntries(query) { _ in true }
        #expect(work.entries == 1 && work.skipped >= work.segments - 3 && work.segments > 10)
    }

    @Test func countsDamagedSegmentsAndGoesOn() async throws {
        let scenario = try await LogScenario { $0.logSegmentBytes = 1_000 }
        try scenario.append((0..<200).map { ($0, "line \($0) with some text") })
        try scenario.store.flush(at: scenario.now)
        let whole = try scenario.texts().count
        let queue = try DatabaseQueue(path: scenario.path)
        try await queue.write { database in
            try database.execute(sql: "UPDATE log_segment_bodies SET body = zeroblob(50) WHERE id = 2")
            try database.execute(sql: "UPDATE log_journal SET body = x'00'")
        }
        let fewer = try scenario.texts().count
        #expect(fewer < whole && fewer > whole / 2)
        #expect(scenario.store.counters.damaged == 1)
        try await scenario.restart()
        #expect(scenario.store.counters.damaged == 1, "the journal's row")
    }

    private func count(_ table: String, _ scenario: LogScenario) throws -> Int {
        try DatabaseQueue(path: scenario.path).read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? -1
        }
    }
}
