import Resilience
import Testing

@testable import Appliance

@Suite struct OutboxQueueTests {
    private struct Highest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    private static let second: UInt64 = 1_000_000_000
    private var random = Highest()

    /// At most 3 mails and 4 attempts, with delays of up to 2, 4 and 5 seconds, within 60.
    private var queue: OutboxQueue {
        OutboxQueue(
            capacity: 3,
            policy: RetryPolicy(
                attempts: 4, backoff: Backoff(firstMilliseconds: 2_000, mostMilliseconds: 5_000),
                attemptMilliseconds: 1, deadlineMilliseconds: 60_000))
    }

    @Test func mailsAreTriedInTheirOrder() throws {
        var queue = queue
        for name in ["a", "b"] { #expect(queue.add(try mail(name), at: 0)) }
        let first = try entry(queue, at: 0)
        #expect(first.mail.subject == "a")
        queue.sent(first)
        #expect(try entry(queue, at: 0).mail.subject == "b")
        queue.sent(try entry(queue, at: 0))
        #expect(queue.next(at: 0) == .nothing)
    }

    @Test func noMoreThanSoManyWait() throws {
        var queue = queue
        for name in ["a", "b", "c"] { #expect(queue.add(try mail(name), at: 0)) }
        #expect(!queue.add(try mail("d"), at: 0))
        queue.sent(try entry(queue, at: 0))
        #expect(queue.add(try mail("d"), at: 0))
    }

    @Test mutating func aMailThatFailsWaitsAndHoldsNobodyUp() throws {
        var queue = queue
        for name in ["a", "b"] { #expect(queue.add(try mail(name), at: 0)) }
        let first = try entry(queue, at: 0)
        #expect(queue.failed(first, .transient(""), at: 0, using: &random) == .waits(milliseconds: 2_000))
        #expect(try entry(queue, at: 0).mail.subject == "b")
        queue.sent(try entry(queue, at: 0))
        #expect(queue.next(at: Self.second) == .wait(nanoseconds: Self.second))
        let again = try entry(queue, at: 2 * Self.second)
        #expect(again.mail.subject == "a" && again.attempts == 1)
        #expect(queue.failed(again, .transient(""), at: 2 * Self.second, using: &random) == .waits(milliseconds: 4_000))
    }

    @Test(arguments: [
        (failure: CallFailure.permanent(""), attempts: 0, seconds: UInt64(0), RetryPolicy.Reason.permanent),
        (.transient(""), 3, 0, .attempts), (.transient(""), 0, 58, .deadline),
        (.transient(""), 0, .max / second, .deadline),
    ])
    mutating func aMailIsGivenUp(
        failure: CallFailure, attempts: Int, seconds: UInt64, reason: RetryPolicy.Reason
    ) throws {
        var queue = queue
        #expect(queue.add(try mail("a"), at: 0))
        for _ in 0..<attempts {
            let entry = try #require(queue.entries.first)
            _ = queue.failed(entry, .transient(""), at: 0, using: &random)
        }
        let last = try #require(queue.entries.first)
        #expect(queue.failed(last, failure, at: seconds * Self.second, using: &random) == .givenUp(reason))
        #expect(queue.entries.isEmpty)
    }

    @Test func whatIsPostponedCountsNoAttemptUntilItsTimeIsOver() throws {
        var queue = queue
        #expect(queue.add(try mail("a"), at: 0))
        for second in [UInt64(0), 20, 29] {
            let entry = try #require(queue.entries.first)
            #expect(
                queue.postponed(entry, milliseconds: 30_000, at: second * Self.second) == .waits(milliseconds: 30_000))
        }
        let entry = try #require(queue.entries.first)
        #expect(entry.attempts == 0)
        #expect(queue.postponed(entry, milliseconds: 30_000, at: 30 * Self.second) == .givenUp(.deadline))
        #expect(queue.entries.isEmpty)
    }

    private func entry(_ queue: OutboxQueue, at now: UInt64) throws -> OutboxQueue.Entry {
        guard case .send(let entry) = queue.next(at: now) else {
            throw ExpectationFailure(state: "\(queue.next(at: now))")
        }
        return entry
    }

    private struct ExpectationFailure: Error {
        let state: String
    }

    private func mail(_ subject: String) throws -> OutgoingMail {
        OutgoingMail(
            message: MailMessage(to: try #require(MailAddress("to@example.com")), subject: "s", text: "t"),
            subject: subject, purpose: "password_reset")
    }
}
