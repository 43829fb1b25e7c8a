import Logging
import Resilience
import Synchronization
import Traces
import WireFormats

/// Sends the daemon's own spans to another collector in the background, a batch at a time.
///
/// What cannot be sent now waits, as much as there is room for, and is tried again with back-off; after some failures in a row the collector
/// is left alone for a while.
final class SpanExporter: Sendable {
    /// Makes one attempt at a request's body.
    typealias Send = @Sendable (_ body: [UInt8]) async throws(CallFailure) -> OTLPAnswer

    /// How many spans came to which end.
    struct Tally: Sendable, Hashable {
        var sent: UInt64 = 0
        var refused: UInt64 = 0
        var dropped: UInt64 = 0
        var waiting = 0
    }

    private struct State {
        var queue: ExportQueue
        var sent: UInt64 = 0
        var refused: UInt64 = 0
        /// When the collector wants to be asked again, by the monotonic clock.
        var notBefore: UInt64 = 0
    }

    /// Where spans are posted to.
    let address: CollectorAddress
    let target: OutgoingTarget
    private let state: Mutex<State>
    private let time: CallTime
    private let logger: Logger
    private let trouble = Trouble()

    init(to address: CollectorAddress, time: CallTime, logger: Logger, capacity: Int = Limits.waitingExports) {
        self.address = address
        self.time = time
        self.logger = logger
        target = OutgoingTarget(
            name: "traces",
            policy: RetryPolicy(
                attempts: Limits.exportAttempts, backoff: Backoff(firstMilliseconds: 1_000, mostMilliseconds: 30_000),
                attemptMilliseconds: Limits.exportAttemptMilliseconds,
                deadlineMilliseconds: Limits.exportDeadlineMilliseconds),
            breaker: CircuitBreaker(
                failuresToOpen: Limits.exportFailures, openMilliseconds: Limits.exportPauseMilliseconds),
            time: time)
        state = Mutex(State(queue: ExportQueue(capacity: capacity)))
    }

    /// How many spans came to which end, and how many wait.
    var tally: Tally {
        state.withLock { state in
            Tally(
                sent: state.sent, refused: state.refused, dropped: state.queue.dropped, waiting: state.queue.count)
        }
    }

    /// Takes spans to be sent.
    func offer(_ spans: [Span]) { state.withLock { $0.queue.add(spans) } }

    /// Sends what waits, until it is sent or the collector takes no more for now.
    func sendWaiting(_ send: @escaping Send) async {
        while !Task.isCancelled {
            let now = time.now()
            let batch = state.withLock { $0.notBefore > now ? [] : $0.queue.next() }
            guard !batch.isEmpty, await attempt(batch, send) else { return }
        }
    }

    /// Says in the log how many spans are lost now that nobody will send them.
    func reportLosses() {
        let lost = tally.waiting
        guard lost > 0 else { return }
        logger.warning("Spans that could not be sent are lost at shutdown.", metadata: ["count": "\(lost)"])
    }

    /// Whether the next batch may be tried at once.
    private func attempt(_ batch: [Span], _ send: @escaping Send) async -> Bool {
        let body: [UInt8]
        do {
            body = try Gzip.compress(
                try OTLPTraces.request(batch, scope: TraceRecorder.service, version: ProductVersion.text))
        } catch {
            refused(batch.count, of: batch, "\(error)")
            return true
        }
        switch await target.call({ () async throws(CallFailure) in try await send(body) }) {
        case .done(let answer, _):
            if trouble.ended() { logger.notice("Spans are sent again.", metadata: ["url": "\(address)"]) }
            if answer.rejected > 0 { report("The collector refused spans.", answer.message) }
            let rejected = min(answer.rejected, batch.count)
            state.withLock { state in
                state.queue.remove(batch.count)
                state.refused += UInt64(rejected)
                state.sent += UInt64(batch.count - rejected)
            }
            return true
        case .degraded(.failed(let failure, _, .permanent)):
            refused(batch.count, of: batch, failure.reason)
            return true
        case .degraded(.cancelled): return false
        case .degraded(let reason):
            if trouble.began() {
                report("Spans cannot be sent; they wait as far as there is room.", reason.description)
            }
            if case .failed(let failure, _, _) = reason { wait(for: failure) }
            return false
        }
    }

    private func refused(_ count: Int, of batch: [Span], _ reason: String) {
        state.withLock { state in
            state.queue.remove(count)
            state.refused += UInt64(count)
        }
        if trouble.began() { report("Spans were refused.", reason) }
    }

    private func wait(for failure: CallFailure) {
        guard case .transient(let milliseconds?) = failure.kind else { return }
        let bounded = UInt64(clamping: min(milliseconds, Resilience.Limits.milliseconds))
        let until = time.now() &+ bounded &* 1_000_000
        state.withLock { $0.notBefore = until }
    }

    private func report(_ message: Logger.Message, _ reason: String) {
        logger.warning(message, metadata: ["url": "\(address)", "error": "\(reason)"])
    }
}
