import Access
import Logging
import Storage

/// The signing keys as they are when the daemon starts, and how they change.
struct TokenSetup: Sendable {
    let settings: TokenSettings
    let keys: SigningKeys
    let rotation: SigningKeyRotation
    let store: TokenStore
    /// Whether keys are rotated and what nobody can use is forgotten here.
    let cares: Bool

    /// Loads the keys, making them where there are none and rotating them where they are due, unless somebody else `cares`.
    ///
    /// - Throws: ``SigningKeyError``, ``StorageError``.
    init(
        settings: TokenSettings, database: ApplianceDatabase, dataDirectory: String, credentialsDirectory: String?,
        clock: ApplianceClock, random: @escaping @Sendable () -> UInt64, cares: Bool = true
    ) async throws {
        self.settings = settings
        self.cares = cares
        store = TokenStore(database: database)
        rotation = SigningKeyRotation(
            file: try SigningKeyFile(dataDirectory: dataDirectory, credentialsDirectory: credentialsDirectory),
            store: store, algorithm: settings.algorithm, clock: clock, random: random)
        keys = try await cares ? rotation.start() : rotation.borrow()
    }
}

/// What has to do with tokens in a running daemon.
struct TokenParts: Sendable {
    let settings: TokenSettings
    let keys: SigningKeys
    let verifier: AccessTokenVerifier
    let service: TokenService
    let keeper: TokenKeeper

    init(
        _ setup: TokenSetup, accounts: AccountStore, refusals: RefusalRecorder, failures: AuthFailures,
        clock: ApplianceClock, logger: Logger, random: @escaping @Sendable () -> UInt64
    ) {
        settings = setup.settings
        keys = setup.keys
        let endedSessions = EndedSessions()
        verifier = AccessTokenVerifier(
            keys: setup.keys, endedSessions: endedSessions, rules: setup.settings.rules, clock: clock)
        service = TokenService(
            store: setup.store, accounts: accounts, keys: setup.keys, endedSessions: endedSessions,
            settings: setup.settings, refusals: refusals, failures: failures, clock: clock, random: random)
        keeper = TokenKeeper(
            rotation: setup.rotation, keys: setup.keys, endedSessions: endedSessions, store: setup.store, clock: clock,
            logger: logger, cares: setup.cares)
    }
}
