import Logging
import ServiceLifecycle
import Storage

/// Writes log lines down at every interval and whenever many wait, merges small segments and deletes what is too old, and writes a
/// last time when the daemon stops.
struct LogKeeper: Service {
    let logs: LogParts
    let logger: Logger
    let interval: Duration
    let retentionInterval: Duration

    func run() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask { await keepWriting() }
            group.addTask { await keepDeleting() }
        }
    }

    private func keepWriting() async {
        var isFailing = false
        while !Task.isShuttingDownGracefully {
            do {
                // What cannot be written now is not tried again before its time, however much waits.
                let isWaiting = isFailing
                try await cancelWhenGracefulShutdown {
                    if isWaiting {
                        try await Task.sleep(for: interval)
                    } else {
                        try await logs.waitForLines(atMost: interval)
                    }
                }
            } catch {
                break
            }
            let failed = await flush()
            // Said once: a line each second would be one more to store.
            if let failed, !isFailing {
                logger.error("Logs are not stored; the next writes try again.", metadata: ["error": "\(failed)"])
            } else if failed == nil, isFailing {
                logger.notice("Logs are stored again.")
            }
            isFailing = failed != nil
        }
        if let failed = await flush() {
            logger.error("The last log lines were not stored.", metadata: ["error": "\(failed)"])
        }
    }

    /// Why lines could not be written; nil where they were.
    private func flush() async -> (any Error)? {
        do {
            try await logs.flush()
            return nil
        } catch {
            return error
        }
    }

    private func keepDeleting() async {
        while !Task.isShuttingDownGracefully {
            do {
                try await logs.deleteExpired()
                try await logs.mergeSmallSegments()
            } catch {
                logger.warning(
                    "Old log lines were not deleted, or small segments not merged.", metadata: ["error": "\(error)"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: retentionInterval) }
            if Task.isCancelled { return }
        }
    }
}
