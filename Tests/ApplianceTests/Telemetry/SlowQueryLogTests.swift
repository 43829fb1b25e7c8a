import Logging
import Storage
import Synchronization
import Testing

@testable import Appliance

@Suite struct SlowQueryLogTests {
    @Test func onlyWhatTakesLongAndOnlySoMuchOfIt() {
        let time = TestClock()
        let lines = Mutex<[Logger.Metadata]>([])
        let log = SlowQueryLog(threshold: 1, clock: time.clock) { line in lines.withLock { $0.append(line) } }
        log.note(SlowStatement(database: "appliance.db", text: "SELECT 1", seconds: 0.999))
        #expect(lines.withLock { $0.isEmpty })
        for _ in 0..<Limits.slowQueryLines + 5 {
            log.note(SlowStatement(database: "appliance.db", text: "SELECT 1", seconds: 1))
        }
        #expect(lines.withLock { $0.count } == Limits.slowQueryLines)
        time.advance(milliseconds: 1_000)
        log.note(SlowStatement(database: "appliance.db", text: "SELECT 2", seconds: 2.5))
        let last = lines.withLock { $0.last }
        #expect(last?["suppressed"] == "5" && last?["query"] == "SELECT 2" && last?["duration_ms"] == "2500.0")
        #expect(last?["database"] == "appliance.db" && last?["language"] == "sql")
    }

    @Test func queriesOfClientsAreMeasuredAndMasked() {
        let time = TestClock()
        let lines = Mutex<[Logger.Metadata]>([])
        let log = SlowQueryLog(threshold: 1, clock: time.clock) { line in lines.withLock { $0.append(line) } }
        log.begin(.logQL, "{a=\"b\"}", requestID: "r1").end()
        #expect(lines.withLock { $0.isEmpty })
        let running = log.begin(.logQL, #"{a="b"} |= "canary-55e1""#, requestID: "r2")
        time.advance(milliseconds: 2_000)
        running.end()
        let line = lines.withLock { $0.last }
        #expect(line?["query"] == #"{a="b"} |= "…""# && line?["request_id"] == "r2")
    }

    @Test(
        arguments: [
            (#"sum(rate(x{a="b"}[5m]))"#, #"sum(rate(x{a="b"}[5m]))"#),
            (#"{a="}"} |= "x" |~ `y"z`"#, #"{a="}"} |= "…" |~ "…""#),
            (#"{a="b\"}"} |= "x\"y" | json"#, #"{a="b\"}"} |= "…" | json"#),
            (#"{a="b"} |= "never closed"#, #"{a="b"} |= ""#),
            ("", ""),
        ])
    func masks(query: String, masked: String) {
        #expect(QueryMask.masked(query) == masked)
    }
}
