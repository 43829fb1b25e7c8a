import Synchronization

/// Runs queries of logs and traces, which block, on threads of their own: so many at a time, so many waiting, each for so long.
///
/// A query is told to stop when whoever asked has left, and when its time is up.
struct QueryExecutor: Sendable {
    /// Why a query was not run to its end.
    enum Failure: Error, Equatable, CustomStringConvertible {
        case timedOut(seconds: Int)
        case cancelled

        var description: String {
            switch self {
            case .timedOut(let seconds):
                "The query did not end within \(seconds) seconds. Ask for less time, fewer streams or longer steps."
            case .cancelled: "The query was cancelled."
            }
        }
    }

    private let queue: WorkQueue
    private let clock: ApplianceClock

    /// An executor of `width` threads at most.
    init(_ label: String, width: Int, line: Int = Limits.waitingLogQueries, clock: ApplianceClock) {
        queue = WorkQueue(label, width: max(1, width), line: line)
        self.clock = clock
    }

    /// Runs `work` in its turn, as long as somebody waits for it, and answers what it returned or threw.
    ///
    /// - Throws: ``WorkQueue/Overloaded`` where too many wait, ``Failure`` where it was told to stop, and what `work` throws.
    func run<Value: Sendable>(
        seconds: Int = Limits.logQuerySeconds, for caller: CallerDeparture? = nil,
        _ work: @escaping @Sendable (QueryWatch) throws -> Value
    ) async throws -> Value {
        let watch = QueryWatch(clock: clock, seconds: seconds)
        caller?.watch { watch.cancel() }
        defer { caller?.watch(nil) }
        return try await withTaskCancellationHandler {
            try await queue.run { try watch.run(work) }
        } onCancel: {
            watch.cancel()
        }
    }
}

/// Tells a running query whether it may go on.
final class QueryWatch: Sendable {
    private let isCalledOff = Atomic(false)
    private let clock: ApplianceClock
    private let deadline: UInt64
    private let seconds: Int

    init(clock: ApplianceClock, seconds: Int) {
        self.clock = clock
        self.seconds = seconds
        deadline = clock.monotonicNanoseconds() &+ UInt64(clamping: seconds) &* 1_000_000_000
    }

    /// Whether the query should stop: nobody waits for it, or its time is up.
    var shouldStop: Bool { isCalledOff.load(ordering: .relaxed) || isOverdue }

    private var isOverdue: Bool { clock.monotonicNanoseconds() > deadline }

    func cancel() { isCalledOff.store(true, ordering: .relaxed) }

    /// Runs `work`; whatever it throws once it should stop is taken for its stopping.
    func run<Value>(_ work: (QueryWatch) throws -> Value) throws -> Value {
        if isCalledOff.load(ordering: .relaxed) { throw QueryExecutor.Failure.cancelled }
        do {
            return try work(self)
        } catch {
            if isCalledOff.load(ordering: .relaxed) { throw QueryExecutor.Failure.cancelled }
            if isOverdue { throw QueryExecutor.Failure.timedOut(seconds: seconds) }
            throw error
        }
    }
}
