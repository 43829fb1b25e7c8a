import Logging
import Signals
import Storage
import Telemetry
import Testing

@testable import Appliance

/// Own log lines on their way to the store.
@Suite struct LogRelayTests {
    private static let time = Timestamp(millisecondsSince1970: 1_735_689_600_000)

    @Test func eachLineHasATimeOfItsOwn() {
        let relay = LogRelay()
        for text in ["a", "a", "b"] { relay.add(Array(text.utf8), at: Self.time, kind: .log, level: .info) }
        relay.add(Array("c".utf8), at: Timestamp(millisecondsSince1970: 0), kind: .log, level: .info)
        let first: Int64 = 1_735_689_600_000_000_000
        // A clock that was set back does not change the order either.
        #expect(relay.take().map(\.time) == [first, first + 1, first + 2, first + 3])
        #expect(relay.take().isEmpty)
    }

    @Test func whatDoesNotFitIsDroppedAndCounted() {
        let relay = LogRelay()
        let line = [UInt8](repeating: 0x61, count: 1 << 20)
        let fitting = Limits.logRelayBytes / (line.count + LogRelay.lineBytes)
        for _ in 0..<fitting + 2 { relay.add(line, at: Self.time, kind: .log, level: .info) }
        #expect(relay.droppedLines.value == 2)
        #expect(relay.take().count == fitting)
        relay.add(line, at: Self.time, kind: .log, level: .info)
        #expect(relay.droppedLines.value == 2 && relay.take().count == 1)
    }

    @Test func streamsAreByKindAndLevelAndLinesLoseTheirLineFeed() throws {
        let relay = LogRelay()
        relay.add(Array("1\n".utf8), at: Self.time, kind: .request, level: .info)
        relay.add(Array("2".utf8), at: Self.time, kind: .log, level: .error, traceID: "ab")
        relay.add(Array("3\n".utf8), at: Self.time, kind: .request, level: .info)
        let streams = OwnLogStreams(job: "j").entries(relay.take())
        #expect(streams.map { $0.stream["kind"] } == ["request", "log"])
        #expect(streams.map { $0.stream["level"] } == ["info", "error"])
        #expect(streams.allSatisfy { $0.stream["job"] == "j" && $0.stream["service_name"] == "geoclimate" })
        #expect(streams.map { $0.entries.map { String(decoding: $0.line, as: UTF8.self) } } == [["1", "3"], ["2"]])
        #expect(streams.last?.entries.first?.metadata["trace_id"] == "ab")
    }

    /// Text is for people at a terminal; what is stored is JSON all the same.
    @Test(arguments: LogFormat.allCases) func storedLinesAreJSON(format: LogFormat) throws {
        let relay = LogRelay()
        let clock = TestClock().clock
        let system = LogSystem(level: .info, format: format, clock: clock, relay: relay) { _ in }
        system.logger("x").warning("Careful.", metadata: ["n": "1"])
        system.logger("x").debug("Not logged.")
        let lines = relay.take()
        #expect(lines.count == 1 && lines.first?.kind == .log && lines.first?.level == .warning)
        let text = String(decoding: lines.first?.bytes ?? [], as: UTF8.self)
        #expect(text.hasPrefix(#"{"time":"#) && text.contains(#""message":"Careful.","n":"1""#), "\(text)")
    }
}
