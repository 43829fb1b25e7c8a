import Logging
import ServiceLifecycle

/// Writes refused attempts into the audit log at short intervals, and has the log signed at start, at longer intervals,
/// and once more when everything else has stopped.
struct AuditKeeper: Service {
    let refusals: RefusalRecorder
    /// Nil where somebody else signs the log.
    let maker: CheckpointMaker?
    let flushInterval: Duration
    let checkpointInterval: Duration

    func run() async throws {
        await maker?.make()
        let flushes = max(Int(checkpointInterval / flushInterval), 1)
        var count = 0
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: flushInterval) }
            } catch {
                break
            }
            await refusals.flush()
            count += 1
            if count.isMultiple(of: flushes) { await maker?.make() }
        }
        // A cancelled task's writes fail; one of its own is not cancelled with it.
        await Task {
            await refusals.flush(all: true)
            await maker?.make()
        }.value
    }
}
