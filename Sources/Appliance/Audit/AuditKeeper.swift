import Logging
import ServiceLifecycle

/// Writes refused attempts into the audit log at short intervals, and what is left of them at shutdown.
struct AuditKeeper: Service {
    let refusals: RefusalRecorder
    let interval: Duration

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                break
            }
            await refusals.flush()
        }
        // A cancelled task's writes fail; one of its own is not cancelled with it.
        await Task { await refusals.flush(all: true) }.value
    }
}
