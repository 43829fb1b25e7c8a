import Logging
import Storage
import Telemetry

/// Writes what the meter counted, one transaction at a time.
///
/// Whoever asks while a transaction runs shares the next one, so that requests that wait for their commit cost one
/// commit together, however many they are.
actor UsageWriter {
    private let meter: UsageMeter
    private let store: UsageStore
    private let metrics: UsageMetrics
    private let logger: Logger
    private let noteFullDisk: @Sendable () -> Void
    private var running: Task<Void, any Error>?
    private var next: Task<Void, any Error>?
    private var isFailing = false

    /// `noteFullDisk` is called when there was no room to write.
    init(
        meter: UsageMeter, store: UsageStore, metrics: UsageMetrics, logger: Logger,
        noteFullDisk: @escaping @Sendable () -> Void = {}
    ) {
        self.meter = meter
        self.store = store
        self.metrics = metrics
        self.logger = logger
        self.noteFullDisk = noteFullDisk
    }

    /// Returns once everything that was counted before the call is on the disk.
    ///
    /// The work goes on in a task of its own, also when the caller's is cancelled.
    ///
    /// - Throws: ``StorageError``; then it is still counted in memory and goes into the next transaction.
    func commit() async throws {
        let task = next ?? schedule()
        try await task.value
    }

    private func schedule() -> Task<Void, any Error> {
        let before = running
        let task = Task {
            _ = await before?.result
            try await write()
        }
        next = task
        return task
    }

    private func write() async throws {
        // From here on a request is too late for this transaction and asks for the next.
        running = next
        next = nil
        let batch = meter.take()
        guard !batch.isEmpty else { return }
        do {
            metrics.newUsers(try await store.record(batch.keyed))
        } catch {
            meter.restore(batch)
            failed(error, batch)
            throw error
        }
        metrics.commits.increment()
        metrics.overflowed(batch.overflowed)
        if isFailing { logger.notice("Usage is written again.", metadata: ["requests": "\(batch.requests)"]) }
        isFailing = false
    }

    private func failed(_ error: any Error, _ batch: UsageMeter.Batch) {
        metrics.flushFailures.increment()
        if case StorageError.diskFull = error { noteFullDisk() }
        guard !isFailing else { return }
        isFailing = true
        logger.error(
            "Usage cannot be written; it is kept in memory and tried again.",
            metadata: ["requests": "\(batch.requests)", "error": "\(error)"])
    }
}
