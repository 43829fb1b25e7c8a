import Logging
import ServiceLifecycle

/// Gives back at shutdown what was leased and not spent.
struct LeaseKeeper: Service {
    let ledger: LimitLedger
    let logger: Logger

    func run() async throws {
        try? await gracefulShutdown()
        // A cancelled task's writes fail; one of its own is not cancelled with it.
        await Task {
            do {
                try await ledger.close()
            } catch {
                logger.warning(
                    "What was leased and not spent is not given back: it counts as spent.",
                    metadata: ["error": "\(error)"])
            }
        }.value
    }
}
