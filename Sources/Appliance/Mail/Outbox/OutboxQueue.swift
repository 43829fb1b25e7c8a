import Resilience

/// A mail on its way, and whose.
struct OutgoingMail: Sendable, Hashable {
    let message: MailMessage
    /// The account as the log names it, `user:12`; mail itself, and addresses, stay out of the log.
    let subject: String
    /// What it is for, as in `password_reset`.
    let purpose: String
}

/// Mails that wait to be sent, in memory and in the order in which they may be tried: what to do next, as a value.
///
/// Mail is not kept on disk. It has a link in it that works once and for minutes, and the database keeps no such secret;
/// after a restart people ask for another.
struct OutboxQueue: Sendable {
    /// One mail with what has been tried.
    struct Entry: Sendable, Hashable {
        let number: UInt64
        let mail: OutgoingMail
        let begin: UInt64
        var attempts = 0
        var notBefore: UInt64
    }

    enum Next: Sendable, Hashable {
        case send(Entry)
        case wait(nanoseconds: UInt64)
        case nothing
    }

    /// What became of a mail that could not be sent.
    enum Disposition: Sendable, Hashable {
        case waits(milliseconds: Int)
        case givenUp(RetryPolicy.Reason)
    }

    private(set) var entries: [Entry] = []
    private let capacity: Int
    private let policy: RetryPolicy
    private var count: UInt64 = 0

    init(capacity: Int, policy: RetryPolicy) {
        self.capacity = capacity
        self.policy = policy
    }

    /// Takes a mail; false when there are as many as may wait.
    mutating func add(_ mail: OutgoingMail, at now: UInt64) -> Bool {
        guard entries.count < capacity else { return false }
        count += 1
        entries.append(Entry(number: count, mail: mail, begin: now, notBefore: now))
        return true
    }

    /// The mail to try now, or how long to wait for one.
    func next(at now: UInt64) -> Next {
        guard let first = entries.min(by: { ($0.notBefore, $0.number) < ($1.notBefore, $1.number) }) else {
            return .nothing
        }
        return first.notBefore <= now ? .send(first) : .wait(nanoseconds: first.notBefore - now)
    }

    /// Forgets a mail that was sent.
    mutating func sent(_ entry: Entry) {
        entries.removeAll { $0.number == entry.number }
    }

    /// Decides about a mail whose attempt failed.
    mutating func failed(
        _ entry: Entry, _ failure: CallFailure, at now: UInt64, using random: inout some RandomNumberGenerator
    ) -> Disposition {
        let elapsed = Int(clamping: (now - min(entry.begin, now)) / 1_000_000)
        let decision = policy.decision(
            afterAttempt: entry.attempts, failure, elapsedMilliseconds: elapsed, hasBudget: true, using: &random)
        switch decision {
        case .giveUp(let reason):
            sent(entry)
            return .givenUp(reason)
        case .retry(let milliseconds):
            return wait(entry, attempts: entry.attempts + 1, milliseconds, at: now)
        }
    }

    /// Decides about a mail that was not tried because the server is left alone for a time.
    mutating func postponed(_ entry: Entry, milliseconds: Int, at now: UInt64) -> Disposition {
        let elapsed = (now - min(entry.begin, now)) / 1_000_000
        guard elapsed + UInt64(max(milliseconds, 0)) < UInt64(policy.deadlineMilliseconds) else {
            sent(entry)
            return .givenUp(.deadline)
        }
        return wait(entry, attempts: entry.attempts, milliseconds, at: now)
    }

    private mutating func wait(_ entry: Entry, attempts: Int, _ milliseconds: Int, at now: UInt64) -> Disposition {
        guard let index = entries.firstIndex(where: { $0.number == entry.number }) else { return .givenUp(.deadline) }
        entries[index].attempts = attempts
        entries[index].notBefore = now &+ UInt64(max(milliseconds, 0)) * 1_000_000
        return .waits(milliseconds: milliseconds)
    }
}
