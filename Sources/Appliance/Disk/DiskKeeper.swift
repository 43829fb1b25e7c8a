import ServiceLifecycle
import Storage

/// Looks at the disk at every interval, and at once when a write found no room.
///
/// It starts before everything that writes and stops after it.
struct DiskKeeper: Service {
    let disk: DiskGuard
    /// What is shed first; nil where there is none.
    let telemetry: TelemetryDatabase?
    let interval: Duration

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            await disk.look(telemetry)
            do {
                try await cancelWhenGracefulShutdown { try await disk.wakeUp.wait(atMost: interval) }
            } catch {
                break
            }
        }
    }
}
