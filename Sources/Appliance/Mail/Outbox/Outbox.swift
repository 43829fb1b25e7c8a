import Logging
import Resilience
import Synchronization

/// Sends mail in the background, one at a time, so that no request waits for a mail server.
///
/// What cannot be sent is tried again with back-off until the link in it has expired, then given up with a line in the
/// log. At shutdown what waits is tried once more for a few seconds; the rest is lost, and said so.
final class Outbox: Sendable {
    /// Makes one attempt at a mail.
    typealias Send = @Sendable (MailMessage) async throws(CallFailure) -> Void

    /// How many mails came to which end.
    struct Tally: Sendable, Hashable {
        var sent: UInt64 = 0
        var givenUp: UInt64 = 0
        var refused: UInt64 = 0
        var waiting = 0
    }

    private struct State {
        var queue: OutboxQueue
        var tally = Tally()
    }

    let target: OutgoingTarget
    private let send: Send
    private let state: Mutex<State>
    private let time: CallTime
    private let logger: Logger

    init(time: CallTime, logger: Logger, capacity: Int = Limits.waitingMails, send: @escaping Send) {
        self.time = time
        self.logger = logger
        self.send = send
        target = OutgoingTarget(
            name: "mail", policy: Self.attempt, breaker: CircuitBreaker(failuresToOpen: 5, openMilliseconds: 30_000),
            time: time)
        state = Mutex(State(queue: OutboxQueue(capacity: capacity, policy: Self.retries)))
    }

    /// One connection; whether and when there is another the queue decides, so that no mail holds the others up.
    private static let attempt = RetryPolicy(
        attempts: 1, backoff: Backoff(firstMilliseconds: 1, mostMilliseconds: 1),
        attemptMilliseconds: Limits.smtpDeliverySeconds * 1_000, deadlineMilliseconds: Limits.mailSeconds * 1_000)

    private static let retries = RetryPolicy(
        attempts: Resilience.Limits.attempts, backoff: Backoff(firstMilliseconds: 2_000, mostMilliseconds: 60_000),
        attemptMilliseconds: Limits.smtpDeliverySeconds * 1_000, deadlineMilliseconds: Limits.mailSeconds * 1_000)

    /// How many mails came to which end, and how many wait.
    var tally: Tally {
        state.withLock { state in
            var tally = state.tally
            tally.waiting = state.queue.entries.count
            return tally
        }
    }

    /// Takes a mail to be sent; where too many wait it is lost, with a line in the log.
    func add(_ mail: OutgoingMail) {
        let now = time.now()
        let isTaken = state.withLock { state in
            let isTaken = state.queue.add(mail, at: now)
            if !isTaken { state.tally.refused &+= 1 }
            return isTaken
        }
        if !isTaken {
            logger.error("A mail is lost: too many wait to be sent.", metadata: Self.metadata(mail))
        }
    }

    /// Tries the mails whose time has come, each once, until the task is cancelled.
    func sendDue() async {
        while !Task.isCancelled {
            let now = time.now()
            guard case .send(let entry) = state.withLock({ $0.queue.next(at: now) }) else { return }
            await attempt(entry)
        }
    }

    /// Tries everything that waits once more, until the task is cancelled.
    func sendAll() async {
        for entry in state.withLock({ $0.queue.entries }) where !Task.isCancelled { await attempt(entry) }
    }

    /// Says in the log how many mails are lost now that nobody will send them.
    func reportLosses() {
        let lost = tally.waiting
        guard lost > 0 else { return }
        logger.error("Mails that could not be sent are lost at shutdown.", metadata: ["count": "\(lost)"])
    }

    private func attempt(_ entry: OutboxQueue.Entry) async {
        let (send, message) = (send, entry.mail.message)
        let outcome = await target.call { () async throws(CallFailure) in try await send(message) }
        let now = time.now()
        var random = time.generator
        let (reason, disposition): (String, OutboxQueue.Disposition)
        switch outcome {
        case .done:
            state.withLock { state in
                state.queue.sent(entry)
                state.tally.sent &+= 1
            }
            return logger.info("A mail was sent.", metadata: Self.metadata(entry.mail))
        case .degraded(.failed(let failure, _, _)):
            reason = failure.reason
            disposition = state.withLock { $0.queue.failed(entry, failure, at: now, using: &random) }
        case .degraded(.circuitOpen(let milliseconds)):
            reason = "The mail server failed too often in a row and is left alone for a while."
            disposition = state.withLock { $0.queue.postponed(entry, milliseconds: milliseconds, at: now) }
        case .degraded(.cancelled):
            return
        }
        report(entry.mail, reason, disposition)
    }

    private func report(_ mail: OutgoingMail, _ reason: String, _ disposition: OutboxQueue.Disposition) {
        var metadata = Self.metadata(mail)
        metadata["error"] = "\(reason)"
        switch disposition {
        case .waits(let milliseconds):
            metadata["retry_ms"] = "\(milliseconds)"
            logger.warning("A mail could not be sent and will be tried again.", metadata: metadata)
        case .givenUp(let why):
            state.withLock { $0.tally.givenUp &+= 1 }
            metadata["reason"] = "\(why.rawValue)"
            logger.error("A mail is given up.", metadata: metadata)
        }
    }

    private static func metadata(_ mail: OutgoingMail) -> Logger.Metadata {
        ["subject": "\(mail.subject)", "purpose": "\(mail.purpose)"]
    }
}
