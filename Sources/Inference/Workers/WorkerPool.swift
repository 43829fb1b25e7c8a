import Synchronization

/// Threads of our own that share one batch at a time.
///
/// Not Swift's cooperative pool, which a long computation would starve, and not Dispatch's, which decides by itself how many
/// threads a loop gets. The calling thread always takes part, so a pool of `threadCount` answers on `threadCount` cores
/// with `threadCount - 1` threads of its own. While one caller has the workers, another computes alone: the cores are
/// busy either way. ``shutDown()`` ends the threads, as does the end of the pool's last owner.
public final class WorkerPool: Sendable {
    /// Threads that work on a batch, the caller's included.
    public let threadCount: Int
    private let workers: [Worker]
    private let state = Atomic<UInt8>(State.idle)

    /// Who has the workers.
    private enum State {
        static var idle: UInt8 { 0 }
        static var taken: UInt8 { 1 }
        static var ended: UInt8 { 2 }
    }

    /// Starts a pool for batches on up to `threadCount` threads, the caller's included.
    ///
    /// The number is kept within `1 ... maxThreads`. A thread that the system refuses is left out.
    public init(threadCount: Int) {
        let wanted = min(max(threadCount, 1), Self.maxThreads)
        workers = (1..<wanted).compactMap { _ in Worker() }
        self.threadCount = workers.count + 1
    }

    deinit {
        shutDown()
    }

    /// Threads that a pool never goes beyond.
    public static var maxThreads: Int { 256 }

    /// Asks the threads to end after what they are doing and waits for them.
    ///
    /// Later batches run on their caller alone.
    public func shutDown() {
        while true {
            let (isMine, was) = state.compareExchange(
                expected: State.idle, desired: State.ended, ordering: .acquiringAndReleasing)
            if was == State.ended { return }
            if isMine { break }
            // Whoever has the workers is waited for: a batch is always answered.
            Worker.yield()
        }
        for worker in workers { worker.end() }
    }

    /// Runs `body` once for each part index, on as many threads as there are, and returns when all have run.
    func forEach(_ partCount: Int, _ body: @escaping @Sendable (Int) -> Void) {
        guard partCount > 1, !workers.isEmpty,
            state.compareExchange(expected: State.idle, desired: State.taken, ordering: .acquiring).exchanged
        else {
            for part in 0..<partCount { body(part) }
            return
        }
        defer { state.store(State.idle, ordering: .releasing) }
        Worker.share(workers.prefix(partCount - 1), partCount: partCount, body)
    }
}
