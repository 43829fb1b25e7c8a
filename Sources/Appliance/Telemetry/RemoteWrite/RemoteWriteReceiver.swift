import Resilience
import Storage

/// A server that gets samples, and how it is doing.
struct RemoteWriteReceiver: Sendable {
    let target: RemoteWriteTarget
    /// Whose series it gets: the daemon's own and those of scrapes.
    let jobs: [String]
    let plan: RemoteWritePlan
    let outgoing: OutgoingTarget
    let tally = RemoteWriteTally()
    let trouble = Trouble()

    init(_ target: RemoteWriteTarget, settings: MetricSettings, time: CallTime) {
        self.target = target
        jobs = Array(Set([settings.job] + settings.scrape.map(\.name))).sorted()
        plan = RemoteWritePlan(
            delay: (settings.scrape.map(\.timeout).max() ?? 0) + Limits.remoteWriteSettlingMilliseconds,
            backlog: target.backlog)
        outgoing = OutgoingTarget(
            name: target.name, policy: Self.policy,
            breaker: CircuitBreaker(failuresToOpen: 10, openMilliseconds: 30_000), time: time)
    }

    /// What fails longer than this is tried again with the next turn.
    private static let policy = RetryPolicy(
        attempts: 6, backoff: Backoff(firstMilliseconds: 500, mostMilliseconds: 30_000),
        attemptMilliseconds: Limits.remoteWriteRequestMilliseconds, deadlineMilliseconds: 120_000)
}
