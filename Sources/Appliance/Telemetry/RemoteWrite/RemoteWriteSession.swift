import Logging
import Resilience
import Storage

/// Sends one server what is due, a turn at a time.
///
/// At least once: what a kill interrupts is sent again, and a server that has it already refuses or ignores it.
struct RemoteWriteSession: Sendable {
    /// Makes one attempt at a request.
    typealias Send = @Sendable ([UInt8]) async throws(CallFailure) -> Void

    let receiver: RemoteWriteReceiver
    let store: MetricStore
    let positions: RemoteWritePositions
    let queue: WorkQueue
    let clock: ApplianceClock
    let logger: Logger
    let send: Send
    private var plan: RemoteWritePlan
    private var position: Int64?
    /// What was read and not sent yet.
    private var pending: (range: ClosedRange<Int64>, batches: ArraySlice<RemoteWriteBatch>)?

    init(
        _ receiver: RemoteWriteReceiver, store: MetricStore, positions: RemoteWritePositions, queue: WorkQueue,
        clock: ApplianceClock, logger: Logger, send: @escaping Send
    ) {
        self.receiver = receiver
        self.store = store
        self.positions = positions
        self.queue = queue
        self.clock = clock
        self.logger = logger
        self.send = send
        plan = receiver.plan
    }

    /// Sends what is due; the answer is how many milliseconds to wait for the next turn.
    mutating func turn() async -> Int64 {
        do {
            let now = clock.now().millisecondsSince1970
            let position = try await begun(at: now)
            switch plan.next(after: position, at: now) {
            case .wait: return receiver.target.interval
            case .skip(let next):
                pending = nil
                receiver.tally.note { $0.skipped += next - position }
                if receiver.trouble.began() {
                    logger.error(
                        "A server was away for so long that samples for it are left out.", metadata: metadata)
                }
                await advance(to: next)
                return 0
            case .send(let range): return await deliver(try await read(range))
            }
        } catch TelemetryError.tooManySamples(_) where plan.slice > Limits.remoteWriteLeastSliceMilliseconds {
            plan.slice = max(plan.slice / 2, Limits.remoteWriteLeastSliceMilliseconds)
            return 0
        } catch {
            warn("\(error)")
            return receiver.target.interval
        }
    }

    private mutating func begun(at now: Int64) async throws -> Int64 {
        if let position { return position }
        let (positions, name) = (positions, receiver.target.name)
        let stored = try await queue.run { try positions.position(of: name) }
        let begin = plan.begin(after: stored, at: now)
        await advance(to: begin)
        return begin
    }

    /// What was left over from the last turn, or the samples of a range.
    private mutating func read(
        _ range: ClosedRange<Int64>
    ) async throws -> (range: ClosedRange<Int64>, batches: ArraySlice<RemoteWriteBatch>) {
        if let pending, pending.range.lowerBound == range.lowerBound { return pending }
        let (store, jobs) = (store, receiver.jobs)
        let batches = try await queue.run { try RemoteWriteBatch.read(jobs: jobs, in: range, from: store) }
        return (range, batches[...])
    }

    private mutating func deliver(
        _ due: (range: ClosedRange<Int64>, batches: ArraySlice<RemoteWriteBatch>)
    ) async -> Int64 {
        var due = due
        while let batch = due.batches.first {
            let send = send
            let outcome = await receiver.outgoing.call { () async throws(CallFailure) in try await send(batch.body) }
            switch outcome {
            case .done:
                receiver.tally.note { $0.sent += UInt64(batch.samples) }
                if receiver.trouble.ended() { logger.notice("A server takes samples again.", metadata: metadata) }
            case .degraded(.failed(let failure, _, .permanent)):
                receiver.tally.note { $0.refused += UInt64(batch.samples) }
                warn(failure.reason)
            case .degraded(let reason):
                pending = due
                return wait(after: reason)
            }
            due.batches.removeFirst()
        }
        pending = nil
        await advance(to: due.range.upperBound)
        return due.range.upperBound < clock.now().millisecondsSince1970 - plan.delay - receiver.target.interval
            ? 0 : receiver.target.interval
    }

    private func wait(after reason: Degradation) -> Int64 {
        let interval = receiver.target.interval
        switch reason {
        case .circuitOpen(let milliseconds): return max(Int64(milliseconds), 1)
        case .cancelled: return interval
        case .failed(let failure, _, _):
            warn(failure.reason)
            guard case .transient(let after?) = failure.kind else { return interval }
            return max(interval, Int64(after))
        }
    }

    private mutating func advance(to next: Int64) async {
        position = next
        receiver.tally.note { $0.position = next }
        let (positions, name) = (positions, receiver.target.name)
        // Where it cannot be written down, memory goes on; a restart would send some of it again.
        try? await queue.run { try positions.note(next, of: name) }
    }

    private func warn(_ reason: String) {
        guard receiver.trouble.began() else { return }
        var metadata = metadata
        metadata["error"] = "\(reason)"
        logger.warning("A server does not take samples.", metadata: metadata)
    }

    private var metadata: Logger.Metadata { ["server": "\(receiver.target.name)"] }
}
