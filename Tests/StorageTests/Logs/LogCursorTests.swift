import GRDB
import Signals
import Synchronization
import Testing

@testable import Storage

struct LogCursorTests {
    private func batch(_ scenario: LogScenario, _ texts: [String]) throws -> [LogBatch] {
        let entries = texts.enumerated().map { index, text in
            NewLogEntry(timestamp: scenario.nanoseconds + Int64(index), line: Array(text.utf8))
        }
        return [LogBatch(stream: try LogScenario.labels(["app": "a"]), entries: entries)]
    }

    @Test func linesAndTheirPlaceLastTogether() async throws {
        let scenario = try await LogScenario()
        let store = scenario.store
        _ = store.append(
            try batch(scenario, ["one", "two"]), advancing: LogCursor(name: "file", position: [1]), at: scenario.now)
        try store.flush(at: scenario.now)
        _ = store.append(
            try batch(scenario, ["three"]), advancing: LogCursor(name: "file", position: [2]), at: scenario.now)
        #expect(store.cursor("file") == [2])
        try await scenario.restart()
        #expect(scenario.store.cursor("file") == [1], "what was not flushed is gone, and so is its place")
        #expect(try scenario.texts() == ["one", "two"])
        #expect(scenario.store.cursorNames == ["file"])
        scenario.store.forgetCursor("file")
        try scenario.store.flush(at: scenario.now)
        try await scenario.restart()
        #expect(scenario.store.cursorNames.isEmpty)
    }

    @Test func aPlaceAloneIsWrittenToo() async throws {
        let scenario = try await LogScenario()
        _ = scenario.store.append([], advancing: LogCursor(name: "file", position: [7]), at: scenario.now)
        try scenario.store.flush(at: scenario.now)
        try await scenario.restart()
        #expect(scenario.store.cursor("file") == [7])
    }

    @Test func allOrNothingWhereThereIsNoRoom() async throws {
        let line = String(repeating: "x", count: 1_000)
        let scenario = try await LogScenario { $0.logHeadBytes = 3_000 }
        let cursor = LogCursor(name: "file", position: [1])
        let refused = scenario.store.append(
            try batch(scenario, [line, line, line]), advancing: cursor, at: scenario.now)
        #expect(refused.dropped == 3 && refused.accepted == 0)
        #expect(scenario.store.cursor("file") == nil && scenario.store.counters.headBytes == 0)
        #expect(scenario.store.counters.dropped == 0, "they come again")
        let taken = scenario.store.append(try batch(scenario, [line, line]), advancing: cursor, at: scenario.now)
        #expect(taken.accepted == 2 && scenario.store.cursor("file") == [1])
    }

    @Test func soManyPlacesAndNoMore() async throws {
        let scenario = try await LogScenario {
            $0.logCursors = 2
            $0.logCursorBytes = 4
        }
        func set(_ name: String, _ position: [UInt8]) -> Bool {
            scenario.store.append([], advancing: LogCursor(name: name, position: position), at: scenario.now)
                .firstRefusal == nil
        }
        _ = set("a", [1, 2, 3, 4])
        #expect(scenario.store.cursor("a") == [1, 2, 3, 4])
        _ = set("a", [1, 2, 3, 4, 5])
        _ = set("abcde", [1])
        #expect(scenario.store.cursorNames == ["a"] && scenario.store.cursor("a")?.count == 4)
        _ = set("b", [])
        _ = set("c", [])
        _ = set("a", [9])
        #expect(scenario.store.cursorNames == ["a", "b"] && scenario.store.cursor("a") == [9])
    }

    @Test func whatCannotBeKeptIsNotTakenForAFullMemory() async throws {
        let scenario = try await LogScenario {
            $0.logCursors = 1
            $0.logCursorBytes = 4
        }
        _ = scenario.store.append([], advancing: LogCursor(name: "a", position: []), at: scenario.now)
        let cases: [(LogCursor, LogRefusal)] = [
            (LogCursor(name: "b", position: []), .tooManyCursors(limit: 1)),
            (LogCursor(name: "a", position: [1, 2, 3, 4, 5]), .cursorTooLong(bytes: 5, limit: 4)),
        ]
        for (cursor, refusal) in cases {
            let outcome = scenario.store.append(try batch(scenario, ["x"]), advancing: cursor, at: scenario.now)
            #expect(outcome.firstRefusal == refusal && outcome.dropped == 1 && outcome.accepted == 0)
            #expect(!refusal.passes)
        }
        #expect(LogRefusal.full(limitBytes: 1).passes)
    }

    @Test func aReaderAdvancesNothing() async throws {
        let scenario = try await LogScenario()
        let reader = try await scenario.reader()
        let outcome = reader.append(
            try batch(scenario, ["x"]), advancing: LogCursor(name: "file", position: []), at: scenario.now)
        #expect(outcome.firstRefusal == .readOnly)
    }
}

struct SlowStatementTests {
    @Test func statementsAreToldOfWithoutTheirValues() async throws {
        let told = Mutex<[SlowStatement]>([])
        let watch = SlowStatementWatch(threshold: 0) { statement in told.withLock { $0.append(statement) } }
        let scenario = try await LogScenario()
        let directory = scenario.directory + "/state"
        let database = try await ApplianceDatabase.open(in: directory, as: .daemon, slow: watch)
        let log = AuditLog(database: database)
        try await log.append([
            AuditEvent(
                .userDisabled, subject: "user:12", detail: ["name": "canary-4711"],
                origin: ChangeOrigin(actor: "system", at: scenario.now))
        ])
        let entries = try await log.entries(after: 0, limit: 10)
        #expect(entries.count == 1 && entries[0].subject == "user:12")
        #expect(try await log.entries(after: 1, limit: 10).isEmpty)
        try await database.close()
        let all = told.withLock { $0 }
        #expect(all.contains { $0.text.hasPrefix("INSERT INTO audit_log") && $0.database == "appliance.db" })
        #expect(!all.contains { "\($0)".contains("canary-4711") })
        #expect(all.allSatisfy { $0.seconds >= 0 && !$0.text.contains("\n") })
    }

    @Test func theStoringOfLinesIsNotToldOf() async throws {
        let told = Mutex<[SlowStatement]>([])
        let watch = SlowStatementWatch(threshold: 0) { statement in told.withLock { $0.append(statement) } }
        let scenario = try await LogScenario()
        let database = try await TelemetryDatabase.open(
            in: scenario.directory + "/other", as: .daemon, maximumBytes: 64 << 20, slow: watch)
        let store = try LogStore(database: database, at: scenario.now)
        told.withLock { $0 = [] }
        store.append(
            [NewLogEntry(timestamp: scenario.nanoseconds, line: [65])], to: try LogScenario.labels(["app": "a"]),
            at: scenario.now)
        try store.flush(at: scenario.now)
        #expect(told.withLock { $0 }.isEmpty)
        try await database.close()
    }

    @Test(
        arguments: [
            ("SELECT  a\n   FROM b", 100, "SELECT a FROM b"), ("SELECT a", 8, "SELECT a"), ("SELECT a", 7, "SELECT "),
            ("SELECT ä", 8, "SELECT "), ("", 8, ""),
        ])
    func textsAreOnOneLineAndBounded(sql: String, limit: Int, text: String) {
        #expect(SlowStatementWatch.text(sql, limit: limit) == text)
    }
}
