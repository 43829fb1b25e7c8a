import Storage
import Testing

@testable import Appliance

/// However many attempts are refused, the log gets few lines, and none of them is lost without a count.
@Suite struct RefusalBufferTests {
    private static let second: UInt64 = 1_000_000_000

    private static func time(_ second: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: 1_735_689_600_000 + Int64(second) * 1_000)
    }

    private static func refusal(
        _ action: AuditAction = .authentication, actor: String = "anonymous", address: String? = "192.0.2.1",
        reason: String = "bad_key", subject: String = "", at second: Int = 0
    ) -> AuditEvent {
        AuditEvent(
            action, subject: subject, outcome: .refused, detail: ["reason": reason],
            origin: ChangeOrigin(actor: actor, address: address, at: time(second)))
    }

    private static func total(_ lines: [AuditEvent]) -> Int {
        lines.reduce(0) { $0 + ($1.detail["count"].flatMap { Int($0) } ?? 1) }
    }

    @Test func theFirstOfAKindIsWrittenAsItIs() {
        var buffer = RefusalBuffer()
        let event = Self.refusal()
        buffer.note(event)
        #expect(buffer.drain(now: 0, time: Self.time(0)) == [event])
        #expect(buffer.drain(now: 1, time: Self.time(0)) == [])
    }

    @Test func repetitionsBecomeOneLineAMinute() {
        var buffer = RefusalBuffer()
        var lines: [AuditEvent] = []
        for second in 0..<300 {
            for _ in 0..<100 { buffer.note(Self.refusal(at: second)) }
            lines += buffer.drain(now: UInt64(second) * Self.second, time: Self.time(second))
        }
        #expect(lines.count == 5)
        lines += buffer.drain(now: 300 * Self.second, time: Self.time(300), all: true)
        #expect(Self.total(lines) == 30_000)
        #expect(lines.first?.detail == ["reason": "bad_key", "count": "100", "last_at": Self.time(0).rfc3339])
        #expect(lines[1].origin.at == Self.time(1))
        #expect(lines[1].detail["last_at"] == Self.time(60).rfc3339)
    }

    @Test func whatDiffersIsToldApart() {
        var buffer = RefusalBuffer()
        let events = [
            Self.refusal(), Self.refusal(.login), Self.refusal(actor: "user:1"), Self.refusal(address: "192.0.2.2"),
            Self.refusal(address: nil), Self.refusal(reason: "expired"),
        ]
        for event in events { buffer.note(event) }
        // The subject is what the caller may choose freely, so it makes no kind of its own.
        buffer.note(Self.refusal(subject: "user:somebody"))
        let lines = buffer.drain(now: 0, time: Self.time(0))
        #expect(lines.count == events.count)
        #expect(Array(lines.dropFirst()) == Array(events.dropFirst()))
        #expect(lines.first?.detail["count"] == "2")
    }

    @Test func kindsBeyondTheTableAreCounted() {
        var buffer = RefusalBuffer(capacity: 3)
        for number in 0..<10 { buffer.note(Self.refusal(address: "192.0.2.\(number)")) }
        let lines = buffer.drain(now: 0, time: Self.time(0))
        #expect(lines.count == 4)
        #expect(lines.last?.action == .refusalsUncounted && lines.last?.detail == ["count": "7"])
        #expect(lines.last?.origin == ChangeOrigin(actor: "system", at: Self.time(0)))
        // The count waits its minute like any other repetition.
        buffer.note(Self.refusal(address: "192.0.2.200"))
        #expect(buffer.drain(now: Self.second, time: Self.time(1)) == [])
        let later = buffer.drain(now: 61 * Self.second, time: Self.time(61))
        #expect(later.map(\.detail) == [["count": "1"]])
        // The kinds of before are forgotten by now.
        buffer.note(Self.refusal(address: "192.0.2.201"))
        #expect(buffer.drain(now: 62 * Self.second, time: Self.time(62)).count == 1)
    }

    @Test func anHourHasItsAllowance() {
        var buffer = RefusalBuffer(linesPerHour: 10)
        var lines: [AuditEvent] = []
        let seconds = 7_200
        for second in 0...seconds {
            buffer.note(Self.refusal(address: "192.0.2.\(second)", at: second))
            lines += buffer.drain(now: UInt64(second) * Self.second, time: Self.time(second))
        }
        lines += buffer.drain(now: UInt64(seconds) * Self.second, time: Self.time(seconds), all: true)
        #expect(lines.count { $0.action != .refusalsUncounted } == 30)
        #expect(lines.count { $0.action == .refusalsUncounted } <= seconds / 60 + 1)
        #expect(Self.total(lines) == seconds + 1)
    }

    @Test func whatTheLogDoesNotTakeIsCounted() {
        var buffer = RefusalBuffer()
        var counted = Self.refusal()
        counted.detail["count"] = "5"
        buffer.giveUp([counted, Self.refusal()])
        #expect(buffer.drain(now: 0, time: Self.time(0)).map(\.detail) == [["count": "6"]])
    }
}
