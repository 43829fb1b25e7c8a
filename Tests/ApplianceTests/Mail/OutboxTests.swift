import Logging
import Resilience
import Synchronization
import Telemetry
import Testing

@testable import Appliance

/// The outbox in front of a server that a script plays, under a clock that the test moves.
@Suite struct OutboxTests {
    @Test func whatFailsForNowIsSentLater() async throws {
        let world = World([.transient("It is down."), nil])
        world.outbox.add(try world.mail("user:1"))
        await world.outbox.sendDue()
        #expect(world.outbox.tally.sent == 0 && world.outbox.tally.waiting == 1)
        await world.outbox.sendDue()
        #expect(world.outbox.tally.sent == 0, "It is not tried again before its time.")
        world.clock.advance(milliseconds: 2_000)
        await world.outbox.sendDue()
        #expect(world.outbox.tally.sent == 1 && world.outbox.tally.waiting == 0)
        #expect(world.log.contains("will be tried again") && world.log.contains("It is down."))
    }

    @Test func whatFailsForGoodIsGivenUpWithALine() async throws {
        let world = World([.permanent("No such mailbox.")])
        world.outbox.add(try world.mail("user:1"))
        await world.outbox.sendDue()
        #expect(world.outbox.tally.givenUp == 1 && world.outbox.tally.waiting == 0)
        #expect(world.log.contains("A mail is given up.") && world.log.contains("user:1"))
        #expect(!world.log.contains("to@example.com") && !world.log.contains("secret link"))
    }

    @Test func aServerThatIsDownIsLeftAloneAndMailsKeepTheirAttempts() async throws {
        let world = World(Array(repeating: .transient("It is down."), count: 5) + [nil, nil, nil, nil, nil, nil, nil])
        for user in 1...7 { world.outbox.add(try world.mail("user:\(user)")) }
        await world.outbox.sendDue()
        #expect(world.made == 5 && world.outbox.target.tally.state == .open)
        #expect(world.outbox.tally.waiting == 7)
        world.clock.advance(milliseconds: 30_000)
        await world.outbox.sendDue()
        #expect(world.outbox.tally.sent == 7 && world.outbox.target.tally.state == .closed)
    }

    @Test func moreThanMayWaitIsLostWithALine() async throws {
        let world = World([], capacity: 1)
        world.outbox.add(try world.mail("user:1"))
        world.outbox.add(try world.mail("user:2"))
        #expect(world.outbox.tally.refused == 1 && world.outbox.tally.waiting == 1)
        #expect(world.log.contains("too many wait") && world.log.contains("user:2"))
    }

    @Test func atShutdownEachIsTriedOnceMoreAndLossesAreSaid() async throws {
        let world = World([.transient("It is down."), .transient("It is down."), nil])
        world.outbox.add(try world.mail("user:1"))
        await world.outbox.sendDue()
        world.outbox.add(try world.mail("user:2"))
        await world.outbox.sendAll()
        #expect(world.outbox.tally.sent == 1)
        world.outbox.reportLosses()
        #expect(world.log.contains("lost at shutdown") && world.log.contains(#""count":"1""#))
    }

    @Test func metricsTellTheTally() async throws {
        let world = World([nil, .permanent("No.")])
        for user in 1...2 { world.outbox.add(try world.mail("user:\(user)")) }
        await world.outbox.sendDue()
        let collectors: [any MetricCollector] = [
            MailMetrics(outbox: world.outbox), OutgoingMetrics(targets: [world.outbox.target]),
        ]
        let families = collectors.flatMap { $0.collect() }
        #expect(families.map(\.descriptor) == collectors.flatMap(\.descriptors))
        let values = families.flatMap { family in family.samples.map { "\(family.descriptor.name) \($0.value)" } }
        #expect(
            values == [
                "mail_messages_total integer(1)", "mail_messages_total integer(1)", "mail_messages_total integer(0)",
                "mail_messages_waiting integer(0)", "outgoing_failures_total integer(1)",
                "outgoing_circuit_open integer(0)",
            ])
    }
}

private struct World: Sendable {
    let outbox: Outbox
    let clock = TestClock()
    private let bytes = BytesBox()
    private let system: LogSystem
    private let script: Script

    private final class Script: Sendable {
        let steps: Mutex<(results: ArraySlice<CallFailure?>, made: Int)>

        init(_ results: [CallFailure?]) { steps = Mutex((results[...], 0)) }

        func play() throws(CallFailure) {
            let result = steps.withLock { steps in
                steps.made += 1
                return steps.results.popFirst() ?? nil
            }
            if let result { throw result }
        }
    }

    init(_ results: [CallFailure?], capacity: Int = 100) {
        let script = Script(results)
        self.script = script
        system = LogSystem(level: .info, format: .json, clock: clock.clock) { [bytes] in bytes.append($0) }
        outbox = Outbox(
            time: CallTime(
                now: clock.clock.monotonicNanoseconds,
                // The timer of an attempt never ends by itself here: the script answers at once.
                sleep: { _ in while true { try await Task.sleep(for: .seconds(3_600)) } }, random: { .max }),
            logger: system.logger("test"), capacity: capacity
        ) { _ async throws(CallFailure) in
            try script.play()
        }
    }

    var made: Int { script.steps.withLock { $0.made } }

    var log: String {
        system.flush()
        return bytes.text
    }

    func mail(_ subject: String) throws -> OutgoingMail {
        OutgoingMail(
            message: MailMessage(
                to: try #require(MailAddress("to@example.com")), subject: "s", text: "secret link"),
            subject: subject, purpose: "password_reset")
    }
}
