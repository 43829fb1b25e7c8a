import Logging
import ServiceLifecycle
import Storage
import Telemetry

/// Brings the metrics by tier up to date, every ``Limits/tierGaugeSeconds``.
///
/// A scrape must not wait for the database, so it finds what the last look found.
struct TierGauges: Service {
    let store: UsageStore
    let metrics: UsageMetrics
    let clock: ApplianceClock
    let logger: Logger

    func run() async throws {
        var isFailing = false
        while !Task.isShuttingDownGracefully {
            do {
                try await refresh()
                isFailing = false
            } catch {
                if !isFailing { logger.error("Usage by tier cannot be read.", metadata: ["error": "\(error)"]) }
                isFailing = true
            }
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(Limits.tierGaugeSeconds)) }
            } catch {
                return
            }
        }
    }

    /// Looks once.
    func refresh() async throws {
        metrics.tiers(try await store.tiers(onDay: clock.now().daysSince1970))
    }
}
