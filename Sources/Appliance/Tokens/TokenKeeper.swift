import Access
import Logging
import ServiceLifecycle
import Storage

/// Keeps what tokens are checked with up to date beside a running daemon: keys that another process rotated, sessions that
/// it ended; and rotates keys that have grown old and forgets refresh tokens that nobody can use.
struct TokenKeeper: Service {
    let rotation: SigningKeyRotation
    let keys: SigningKeys
    let endedSessions: EndedSessions
    let store: TokenStore
    let clock: ApplianceClock
    let logger: Logger
    /// Whether it changes anything, which a standby leaves to the primary.
    var cares = true

    func run() async throws {
        var version: PrivateFile.Version?
        var isFailing = false
        var nextCare = clock.monotonicNanoseconds()
        while !Task.isShuttingDownGracefully {
            do {
                if cares, clock.monotonicNanoseconds() >= nextCare {
                    nextCare = clock.monotonicNanoseconds() + UInt64(Limits.tokenPruneSeconds) * 1_000_000_000
                    try await care()
                }
                version = try await look(version)
                if isFailing { logger.notice("Signing keys and ended sessions can be read again.") }
                isFailing = false
            } catch {
                if !isFailing {
                    logger.error(
                        "Signing keys or ended sessions cannot be read; what is in memory goes on.",
                        metadata: ["error": "\(error)"])
                }
                isFailing = true
            }
            do {
                try await cancelWhenGracefulShutdown {
                    try await Task.sleep(for: .milliseconds(Limits.tokenPollMilliseconds))
                }
            } catch {
                return
            }
        }
    }

    /// Takes over what has changed since a state of the file of keys; answers its state now.
    func look(_ version: PrivateFile.Version?) async throws -> PrivateFile.Version? {
        let since = clock.now().millisecondsSince1970 - Self.memoryMilliseconds
        endedSessions.replace(
            with: Set(try await store.sessionsEnded(since: Timestamp(millisecondsSince1970: since))))
        guard let found = try await rotation.file.load(unless: version) else { return version }
        if version != nil {
            logger.notice("Took over new signing keys.", metadata: ["kid": "\(found.ring.current.id)"])
        }
        keys.replace(with: found.ring)
        return found.version
    }

    /// What is done now and then.
    func care() async throws {
        try await rotation.rotate(.whenDue, by: ChangeOrigin(actor: "system", at: clock.now()))
        let now = clock.now()
        func before(_ milliseconds: Int64) -> Timestamp {
            Timestamp(millisecondsSince1970: now.millisecondsSince1970 - milliseconds)
        }
        var pruned = Int.max
        while pruned > 0 {
            pruned = try await store.prune(
                endedBefore: now, idleSince: before(TokenLimits.refreshIdleMilliseconds),
                revokedBefore: before(Self.memoryMilliseconds))
        }
    }

    /// How long an ended session may still have access tokens.
    private static let memoryMilliseconds =
        (TokenLimits.longestLifetimeSeconds + 2 * TokenLimits.clockSkewSeconds) * 1_000
}
