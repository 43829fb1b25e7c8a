import Logging
import ServiceLifecycle
import Storage

/// Follows changes of accounts, roles and keys that another process makes, such as `geoclimate user disable` beside a
/// running daemon, and writes down now and then when keys were last used.
struct SecurityWatcher: Service {
    let accounts: AccountStore
    let cache: PrincipalCache
    let logger: Logger
    let interval: Duration

    /// Looks at the revision each interval, until shutdown.
    ///
    /// While it cannot be read nothing is remembered, so that each request asks the database itself.
    func run() async throws {
        var revision: Int?
        while !Task.isShuttingDownGracefully {
            revision = await look(after: revision)
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                return
            }
        }
    }

    /// Forgets what is remembered where the revision is another than at the last look, and answers the present one; nil
    /// where it cannot be read.
    func look(after last: Int?) async -> Int? {
        let revision = try? await accounts.securityRevision()
        if revision == nil || revision != last { cache.forgetAll() }
        if revision == nil, last != nil {
            logger.error("The revision of accounts and keys cannot be read; each request asks the database.")
        }
        return revision
    }
}

/// Writes down each interval when keys were last used, and once more at shutdown.
struct KeyUseKeeper: Service {
    let uses: KeyUses
    let interval: Duration

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                break
            }
            await uses.flush()
        }
        // A cancelled task's writes fail; one of its own is not cancelled with it.
        await Task { await uses.flush() }.value
    }
}
