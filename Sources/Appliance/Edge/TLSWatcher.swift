import Logging
import ServiceLifecycle

/// Takes renewed certificates into use while the daemon runs.
struct TLSWatcher: Service {
    let identity: TLSIdentity
    let logger: Logger
    var interval = Duration.seconds(Limits.tlsPollSeconds)

    func run() async throws {
        var lastFailure: TLSIdentity.Failure?
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                break
            }
            do throws(TLSIdentity.Failure) {
                if try identity.refresh() { logger.notice("The certificate was renewed.") }
                lastFailure = nil
            } catch {
                // Once, not at every look.
                if error != lastFailure {
                    logger.error("The renewed certificate cannot be used.", metadata: ["error": "\(error)"])
                }
                lastFailure = error
            }
        }
    }
}
