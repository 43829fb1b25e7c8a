import Logging
import ServiceLifecycle

/// Follows changes that another process makes to the registry, such as `geoclimate model promote` beside a running
/// daemon.
struct RegistryWatcher: Service {
    let serving: ModelServing
    let logger: Logger
    let interval: Duration

    /// Looks at the registry's revision each interval, until shutdown.
    ///
    /// A failed look is logged once, until one succeeds again.
    func run() async throws {
        var isFailing = false
        while !Task.isShuttingDownGracefully {
            do {
                try await serving.refresh()
                if isFailing { logger.notice("The registry can be read again.") }
                isFailing = false
            } catch {
                if !isFailing {
                    logger.error(
                        "The registry cannot be read; the models in memory go on answering.",
                        metadata: ["error": "\(error)"])
                }
                isFailing = true
            }
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                return
            }
        }
    }
}
