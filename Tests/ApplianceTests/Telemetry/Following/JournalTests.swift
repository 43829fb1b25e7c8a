import Foundation
import JSONText
import Signals
import Storage
import Testing

@testable import Appliance

@Suite struct JournalTests {
    private static func line(_ message: String, cursor: String = "c1", more: String = "") -> String {
        #"{"__CURSOR":"\#(cursor)","__REALTIME_TIMESTAMP":"1735689600123456","MESSAGE":\#(message)\#(more)}"# + "\n"
    }

    @Test(
        arguments: [
            (#""hello""#, "hello"), ("[104,105]", "hi"), ("[104,255]", "h\u{FFFD}"), (#"["one","two"]"#, "one"),
            ("[[111,107],[120]]", "ok"), (#""two\nlines""#, "two\nlines"),
        ])
    func messagesOfEveryKind(json: String, text: String) throws {
        var reader = JournalReader(stream: .empty.setting("job", to: "host"), lineBytes: 1_000)
        let more =
            #","_SYSTEMD_UNIT":"ssh.service","PRIORITY":"3","SYSLOG_IDENTIFIER":"sshd","_PID":"12","X":{"a":[1]}"#
        let batch = reader.read(Array(Self.line(json, more: more).utf8))
        #expect(batch.cursor == "c1" && batch.lines == 1 && batch.malformed == 0)
        let found = try #require(batch.batches.first)
        #expect(found.stream.labels == [Label("job", "host"), Label("level", "error"), Label("unit", "ssh.service")])
        let entry = try #require(found.entries.first)
        #expect(String(decoding: entry.line, as: UTF8.self) == text)
        #expect(entry.timestamp == 1_735_689_600_123_456_000)
        #expect(entry.metadata["pid"] == "12" && entry.metadata["syslog_identifier"] == "sshd")
    }

    @Test(arguments: ["null", "[]", #""""#])
    func entriesWithoutAMessageMoveThePlaceAndNothingElse(json: String) {
        var reader = JournalReader(stream: .empty, lineBytes: 1_000)
        let batch = reader.read(Array(Self.line(json).utf8))
        #expect(batch.cursor == "c1" && batch.empty == 1 && batch.batches.isEmpty)
    }

    @Test(
        arguments: [
            "{", "[]", "no JSON", #"{"__CURSOR":"c"}"#, #"{"MESSAGE":"x","__REALTIME_TIMESTAMP":"1"}"#,
            #"{"__CURSOR":"c","__REALTIME_TIMESTAMP":"99999999999999999999","MESSAGE":"x"}"#,
            #"{"__CURSOR":"c","__REALTIME_TIMESTAMP":"9223372036854775807","MESSAGE":"x"}"#,
        ])
    func whatIsNoEntryIsPassedOver(line: String) {
        var reader = JournalReader(stream: .empty, lineBytes: 1_000)
        let batch = reader.read(Array((line + "\n" + Self.line(#""next""#)).utf8))
        #expect(batch.malformed == 1 && batch.lines == 1)
    }

    @Test func linesComeInPieces() {
        var reader = JournalReader(stream: .empty, lineBytes: 1_000)
        var lines = 0
        for byte in (Self.line(#""a""#) + Self.line(#""b""#, cursor: "c2")).utf8 { lines += reader.read([byte]).lines }
        #expect(lines == 2)
    }

    @Test func anEntryThatIsTooLargeIsPassedOver() {
        var reader = JournalReader(stream: .empty, lineBytes: 1_000)
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        var malformed = 0
        for _ in 0..<10 { malformed += reader.read(piece).malformed }
        let batch = reader.read(Array(("\n" + Self.line(#""next""#)).utf8))
        #expect(malformed == 1 && batch.malformed == 0 && batch.lines == 1)
    }

    @Test func argumentsResumeBehindThePlace() {
        #expect(
            JournalFollower.arguments(units: ["a.service"], after: "s=1").suffix(2) == [
                "--after-cursor=s=1", "--unit=a.service",
            ])
        #expect(JournalFollower.arguments(units: [], after: nil).contains("--lines=1000"))
    }

    /// A program that stands for journalctl: it says what it was given to say, and the arguments, and ends.
    private func follow(_ script: String, _ store: LogStore) async throws -> JournalFollower.End {
        let source = try #require(FollowedSource("name=host journald=true"))
        return await JournalFollower(
            source, into: store, clock: TestClock().clock, command: ["/bin/sh", "-c", script, "sh"]
        ).run()
    }

    @Test func entriesAndTheirPlaceAreStored() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let database = try await TelemetryDatabase.open(in: directory, as: .daemon, maximumBytes: 64 << 20)
        let now = TestClock().clock.now()
        let store = try LogStore(database: database, at: now)
        let first = Self.line(#""one""#).replacing("\n", with: "")
        let end = try await follow("echo '\(first)'; echo gone >&2; exit 3", store)
        #expect(end == .ended(status: 3, reason: "gone\n"))
        #expect(store.cursor("journal:host").map { String(decoding: $0, as: UTF8.self) } == "c1")
        #expect(store.counters.accepted == 1)
        let next = #"{"__CURSOR":"c2","__REALTIME_TIMESTAMP":"1735689600123456","MESSAGE":"'"$*"'"}"#
        _ = try await follow("echo '\(next)'", store)
        #expect(store.cursor("journal:host").map { String(decoding: $0, as: UTF8.self) } == "c2")
        let range = Int64.min..<Int64.max
        var texts: [String] = []
        let streams = Set(try store.streams(matching: [], in: range).map(\.id))
        try store.readEntries(LogStoreQuery(streams: streams, range: range, isForward: true)) { entry in
            texts.append(String(decoding: entry.line, as: UTF8.self))
            return true
        }
        #expect(texts.count == 2 && texts.contains { $0.contains("--after-cursor=c1") })
        try await database.close()
    }

    /// More than a pipe holds, before the first entry.
    @Test(.timeLimit(.minutes(10))) func complaintsDoNotHoldUpTheProgram() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let database = try await TelemetryDatabase.open(in: directory, as: .daemon, maximumBytes: 64 << 20)
        let store = try LogStore(database: database, at: TestClock().clock.now())
        let entry = Self.line(#""one""#).replacing("\n", with: "")
        let end = try await follow(
            "yes complaint | head -c 200000 >&2; echo '\(entry)'; echo last >&2; exit 3", store)
        guard case .ended(let status, let reason) = end else {
            Issue.record("It ended as \(end).")
            return
        }
        #expect(status == 3 && reason.hasSuffix("last\n") && reason.utf8.count == Limits.journalReasonBytes)
        #expect(store.counters.accepted == 1)
        try await database.close()
    }

    @Test(.timeLimit(.minutes(10))) func aPlaceThatCannotBeKeptEndsTheProgram() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var limits = Storage.Limits.standard
        limits.logCursors = 0
        let database = try await TelemetryDatabase.open(
            in: directory, as: .daemon, maximumBytes: 64 << 20, limits: limits)
        let store = try LogStore(database: database, at: TestClock().clock.now())
        let entry = Self.line(#""one""#).replacing("\n", with: "")
        let end = try await follow("echo '\(entry)'; exec sleep 600", store)
        #expect(end == .refused(reason: LogRefusal.tooManyCursors(limit: 0).description))
        #expect(store.counters.accepted == 0)
        try await database.close()
    }

    @Test func withoutTheProgramItIsSaidAndNothingElse() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let database = try await TelemetryDatabase.open(in: directory, as: .daemon, maximumBytes: 64 << 20)
        let store = try LogStore(database: database, at: Timestamp(millisecondsSince1970: 0))
        let source = try #require(FollowedSource("name=host journald=true"))
        let follower = JournalFollower(
            source, into: store, clock: TestClock().clock, command: ["/nowhere/journalctl"])
        #expect(await follower.run() == .absent)
        try await database.close()
    }
}
