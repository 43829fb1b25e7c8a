import Logging
import ServiceLifecycle

/// Writes spans down at every interval, deletes what is too old, and writes a last time when the daemon stops.
///
/// A disk that is full or damaged stops this alone; it is said once.
struct TraceKeeper: Service {
    let traces: TraceParts
    let logger: Logger
    let interval: Duration
    let retentionInterval: Duration
    private let trouble = Trouble()

    init(traces: TraceParts, logger: Logger, interval: Duration, retentionInterval: Duration) {
        self.traces = traces
        self.logger = logger
        self.interval = interval
        self.retentionInterval = retentionInterval
    }

    func run() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask { await keepWriting() }
            group.addTask { await keepDeleting() }
        }
    }

    private func keepWriting() async {
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                break
            }
            await flush()
        }
        await flush()
    }

    /// Writes what waits; what fails is tried again the next time.
    func flush() async {
        let before = traces.oversizedSpans
        defer {
            let dropped = traces.oversizedSpans - before
            if dropped > 0 {
                logger.warning(
                    "Spans were dropped: each alone is more than a block of traces may be. Send smaller ones.",
                    metadata: ["count": "\(dropped)"])
            }
        }
        do {
            try await traces.flush()
            if trouble.ended() { logger.notice("Traces are stored again.") }
        } catch {
            if trouble.began() {
                logger.error("Traces are not stored; the next writes try again.", metadata: ["error": "\(error)"])
            }
        }
    }

    private func keepDeleting() async {
        while !Task.isShuttingDownGracefully {
            do {
                try await traces.deleteExpired()
            } catch {
                logger.warning("Old traces were not deleted.", metadata: ["error": "\(error)"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: retentionInterval) }
            if Task.isCancelled { return }
        }
    }
}
