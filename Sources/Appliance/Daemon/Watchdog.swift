import Logging
import ServiceLifecycle

/// Tells the service manager that the daemon is ready, alive and stopping.
struct Watchdog: Service {
    let manager: ServiceManager
    let logger: Logger
    /// Whether the process goes on when the daemon has stopped.
    var staysAlive: @Sendable () -> Bool = { false }
    /// Returns once the parts that must not hang have answered: only then is there a sign of life.
    let check: @Sendable () async throws -> Void

    func run() async throws {
        if let interval = manager.watchdogInterval {
            while !Task.isShuttingDownGracefully {
                await signalLife()
                do {
                    try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
                } catch {
                    break
                }
            }
        } else {
            try? await gracefulShutdown()
        }
        // A service manager ends a process that said so.
        if !staysAlive() { await tell("STOPPING=1") }
    }

    /// Sends a message; a manager that does not take it is worth a line in the log, not a failure.
    func tell(_ message: String) async {
        do {
            try await manager.notify(message)
        } catch {
            logger.warning(
                "The service manager cannot be told.", metadata: ["message": "\(message)", "error": "\(error)"])
        }
    }

    private func signalLife() async {
        do {
            try await check()
            await tell("WATCHDOG=1")
        } catch {
            logger.error("No sign of life is sent to the watchdog.", metadata: ["error": "\(error)"])
        }
    }
}
