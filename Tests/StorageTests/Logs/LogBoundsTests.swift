import GRDB
import Signals
import Support
import Synchronization
import Testing

@testable import Storage

struct LogBoundsTests {
    @Test func linesAtTheBoundAndBeyond() async throws {
        let scenario = try await LogScenario { $0.logLineBytes = 100 }
        let line = String(repeating: "x", count: 100)
        #expect(try scenario.append([(0, line)]).accepted == 1)
        let outcome = try scenario.append([(1, line + "y"), (2, "short")])
        #expect(outcome.accepted == 1 && outcome.refused == 1)
        #expect(outcome.firstRefusal == .lineTooLong(bytes: 101, limit: 100))
        let cut = NewLogEntry(timestamp: 1, line: Array((line + "y").utf8)).truncated(to: 100)
        #expect(cut.line.count == 100 && String(decoding: cut.line, as: UTF8.self).hasSuffix("xx [truncated]"))
        #expect(NewLogEntry(timestamp: 1, line: Array(line.utf8)).truncated(to: 100).line.count == 100)
        #expect(NewLogEntry(timestamp: 1, line: Array(line.utf8)).truncated(to: 5).line.count == 5)
    }

    @Test func timesAtTheBoundsAndBeyond() async throws {
        let scenario = try await LogScenario {
            $0.logAheadSeconds = 10
            $0.logBehindSeconds = 100
            $0.logRetentionDays = 1
        }
        #expect(try scenario.append([(11, "ahead")]).firstRefusal == .tooFarAhead(seconds: 10))
        #expect(try scenario.append([(-86_401, "old")]).firstRefusal == .tooOld(days: 1))
        #expect(try scenario.append([(-86_400, "oldest"), (10, "newest"), (-90, "behind")]).accepted == 3)
        #expect(try scenario.append([(-91, "too far")]).firstRefusal == .tooFarBehind(seconds: 100))
        #expect(try scenario.append([(-91, "another stream")], ["app": "b"]).accepted == 1)
        #expect(scenario.store.counters.refused == 3 && scenario.store.counters.accepted == 4)
    }

    @Test func labelsAndStreams() async throws {
        let scenario = try await LogScenario {
            $0.logStreamLabels = 2
            $0.logLabelNameBytes = 4
            $0.logLabelValueBytes = 6
            $0.logStreams = 2
        }
        #expect(try scenario.append([(0, "x")], [:]).firstRefusal == .noLabels)
        #expect(
            try scenario.append([(0, "x")], ["a": "1", "b": "1", "c": "1"]).firstRefusal
                == .tooManyLabels(count: 3, limit: 2))
        #expect(
            try scenario.append([(0, "x")], ["abcde": "1"]).firstRefusal
                == .labelTooLong(name: "abcde", bytes: 5, limit: 4))
        #expect(
            try scenario.append([(0, "x")], ["a": "1234567"]).firstRefusal
                == .labelTooLong(name: "a", bytes: 7, limit: 6))
        #expect(try scenario.append([(0, "x")], ["abcd": "123456", "b": "1"]).accepted == 1)
        #expect(try scenario.append([(0, "x")], ["b": "1"]).accepted == 1)
        #expect(try scenario.append([(0, "x"), (1, "y")], ["b": "2"]).firstRefusal == .tooManyStreams(limit: 2))
        #expect(try scenario.append([(0, "x")], ["b": "1"]).accepted == 1)
    }

    @Test func aFullHeadDropsAndCountsUntilItIsFlushed() async throws {
        let woken = Mutex(0)
        let scenario = try await LogScenario {
            $0.logHeadBytes = 10_000; $0.logFlushBytes = 5_000; $0.logSegmentBytes = 1_000
        }
        let store = try LogStore(database: scenario.database, at: scenario.now, wake: { woken.withLock { $0 += 1 } })
        let lines = (0..<200).map {
            NewLogEntry(timestamp: scenario.nanoseconds + $0, line: Array("some text of a line".utf8))
        }
        let stream = try LogScenario.labels(["app": "a"])
        let outcome = store.append(lines, to: stream, at: scenario.now)
        #expect(outcome.dropped > 0 && outcome.accepted + outcome.dropped == 200)
        #expect(outcome.firstRefusal == .full(limitBytes: 10_000))
        #expect(store.counters.headBytes <= 10_000 && store.counters.dropped == outcome.dropped)
        #expect(woken.withLock { $0 } == 1)
        store.append(lines, to: stream, at: scenario.now)
        #expect(woken.withLock { $0 } == 1, "once between two flushes")
        try store.flush(at: scenario.now)
        #expect(store.append(lines.prefix(10), to: stream, at: scenario.now).accepted == 10)
    }

    @Test func aReaderTakesNothing() async throws {
        let scenario = try await LogScenario()
        let entry = NewLogEntry(timestamp: scenario.nanoseconds, line: [1])
        let outcome = try await scenario.reader().append(
            [entry], to: LogScenario.labels(["app": "a"]), at: scenario.now)
        #expect(outcome.refused == 1 && outcome.firstRefusal == .readOnly)
    }

    @Test func oldSegmentsGoWithTheirStreams() async throws {
        let scenario = try await LogScenario { $0.logRetentionDays = 2 }
        try scenario.append([(0, "old")], ["app": "old"])
        try seal(scenario)
        scenario.now = scenario.now.advanced(seconds: 86_400)
        try scenario.append([(86_400, "new")], ["app": "new"])
        try seal(scenario)
        let everything = 0..<Int64.max
        #expect(try scenario.store.labelValues(of: "app", in: everything) == ["new", "old"])
        scenario.now = scenario.now.advanced(seconds: 86_400 - 2 * scenario.limits.logSealSeconds)
        #expect(try !scenario.store.deleteExpired(at: scenario.now))
        #expect(try scenario.store.labelValues(of: "app", in: everything) == ["new", "old"], "exactly two days old")
        scenario.now = scenario.now.advanced(seconds: 1)
        #expect(try !scenario.store.deleteExpired(at: scenario.now))
        #expect(try scenario.store.labelValues(of: "app", in: everything) == ["new"])
        #expect(scenario.store.counters.streams == 1)
        try await scenario.restart()
        #expect(scenario.store.counters.streams == 1)
        #expect(try scenario.append([(172_800, "again")], ["app": "old"]).accepted == 1)
    }

    @Test func theOldestGoFirstWhenThereIsNoRoom() async throws {
        let scenario = try await LogScenario(maximumBytes: 16 << 20) {
            $0.logSegmentBytes = 200_000
            $0.logAheadSeconds = 1 << 30
        }
        var generator = SplitMix64(seed: 5)
        // Bytes that do not compress, nearly twice what there is room for.
        let noise = (0..<240_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        for second in 0..<140 as Range<Int64> {
            let lines = (0..<4 as Range<Int64>).map { part in
                let start = Int.random(in: 0..<190_000, using: &generator)
                return NewLogEntry(
                    timestamp: scenario.nanoseconds + second * LogScenario.second + part,
                    line: Array(noise[start..<start + 50_000]))
            }
            let outcome = scenario.store.append(lines, to: try LogScenario.labels(["app": "a"]), at: scenario.now)
            #expect(outcome.accepted == 4)
            try scenario.store.flush(at: scenario.now)
            #expect(scenario.database.bytes <= 16 << 20)
        }
        let kept = try scenario.found().map(\.seconds)
        #expect(kept.count > 100 && kept.count < 140 * 4)
        #expect(kept.last == 139 && (kept.first ?? 0) > 0)
    }

    @Test func verificationFindsWhatIsDamaged() async throws {
        let scenario = try await LogScenario { $0.logSegmentBytes = 1_000 }
        try scenario.append((0..<200).map { ($0, "line \($0) with some text") })
        try seal(scenario)
        let whole = try scenario.store.verify()
        #expect(whole.damaged == 0 && whole.entries == 200 && whole.segments > 3)
        try await DatabaseQueue(path: scenario.path).write { database in
            try database.execute(sql: "UPDATE log_segment_bodies SET body = x'474c4f47' WHERE id = 2")
            try database.execute(sql: "DELETE FROM log_segment_bodies WHERE id = 3")
        }
        let damaged = try scenario.store.verify()
        #expect(damaged.damaged == 2 && damaged.problems.count == 2 && damaged.segments == whole.segments)
        #expect(throws: LogQueryError.cancelled) { try scenario.store.verify(isCancelled: { true }) }
    }

    @Test func statisticsAndVolume() async throws {
        let scenario = try await LogScenario()
        try scenario.append([(0, "abc"), (1, "de")], ["app": "a"])
        try seal(scenario)
        try scenario.append([(0, "f")], ["app": "a"])
        try scenario.append([(0, "ghijkl")], ["app": "b"])
        let range = 0..<Int64.max
        let all = try scenario.store.statistics(matching: [], in: range)
        #expect(all.streams == 2 && all.chunks == 3 && all.entries == 4 && all.bytes == 12)
        let volume = try scenario.store.volume(matching: [], in: range)
        #expect(volume.map(\.bytes) == [6, 6] && volume.first?.labels["app"] == "a")
        #expect(try scenario.store.labelNames(in: range) == ["app"])
        #expect(
            try scenario.store.statistics(matching: [LabelMatcher("app", .equal("x"))], in: range) == LogStatistics())
    }

    @Test func listenersHearWhatTheyAskedForAndNoMoreThanFits() async throws {
        let woken = Mutex(0)
        let scenario = try await LogScenario {
            $0.logTails = 1; $0.logTailBytes = 300
        }
        let wanted = [LabelMatcher("app", .equal("a"))]
        guard let tail = scenario.store.tail(matching: wanted, wake: { woken.withLock { $0 += 1 } }) else {
            Issue.record("nobody may listen")
            return
        }
        let isOneTooMany = scenario.store.tail(matching: []) {} == nil
        #expect(isOneTooMany)
        try scenario.append([(0, "one"), (1, "two")])
        try scenario.append([(0, "not mine")], ["app": "b"])
        #expect(woken.withLock { $0 } == 1)
        #expect(tail.take().entries.map { String(decoding: $0.entry.line, as: UTF8.self) } == ["one", "two"])
        try scenario.append((0..<20).map { ($0, "0123456789") })
        let batch = tail.take()
        #expect(batch.entries.count == 5 && batch.dropped == 15 && woken.withLock { $0 } == 2)
        scenario.store.endTail(tail)
        try scenario.append([(0, "three")])
        #expect(tail.take().entries.isEmpty)
    }

    private func seal(_ scenario: LogScenario) throws {
        scenario.now = scenario.now.advanced(seconds: scenario.limits.logSealSeconds)
        try scenario.store.flush(at: scenario.now)
    }
}
