import Logging
import ServiceLifecycle

/// Writes usage down at every interval, and a last time when the daemon stops.
struct UsageFlusher: Service {
    let meter: UsageMeter
    let writer: UsageWriter
    let logger: Logger
    let interval: Duration

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                break
            }
            // The writer says in the log what failed, and tries again with the next flush.
            try? await writer.commit()
        }
        do {
            try await writer.commit()
        } catch {
            logger.error(
                "Usage was lost: it could not be written before the end.",
                metadata: ["requests": "\(meter.take().requests)", "error": "\(error)"])
        }
    }
}
