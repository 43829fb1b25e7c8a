import Logging
import ServiceLifecycle
import Storage

/// Deletes usage that is older than it is kept, once at the start and then every ``Limits/usageRetentionMinutes``.
struct UsageRetention: Service {
    let store: UsageStore
    let clock: ApplianceClock
    let logger: Logger
    /// Days that minutes are kept.
    let minuteDays: Int
    /// Days that days are kept.
    let dayDays: Int

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do {
                try await deleteExpired()
            } catch {
                logger.error("Old usage cannot be deleted.", metadata: ["error": "\(error)"])
            }
            do {
                try await cancelWhenGracefulShutdown {
                    try await Task.sleep(for: .seconds(60 * Limits.usageRetentionMinutes))
                }
            } catch {
                return
            }
        }
    }

    /// Deletes all that is due, in short transactions, unless the daemon stops meanwhile.
    func deleteExpired() async throws {
        let now = clock.now()
        while !Task.isShuttingDownGracefully,
            try await store.deleteExpired(
                minutesBefore: now.before(days: minuteDays), daysBefore: now.before(days: dayDays))
        {
            await Task.yield()
        }
    }
}

extension Timestamp {
    /// So many days of 24 hours earlier.
    func before(days: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: millisecondsSince1970 - Int64(days) * 86_400_000)
    }
}
