import Access
import Storage

/// Finds out who sends a request.
struct Authenticator: Sendable {
    /// Whom an access token speaks for.
    struct TokenSubject: Sendable, Equatable {
        let userID: Int64
        /// The account's session epoch when the token was issued.
        let sessionEpoch: Int64
        /// The key that was exchanged for the token, which is worth what the key is worth at the moment.
        var key: APIKeyDigest?
        /// What the token is narrowed to; nil for everything that the account, or the key, may.
        var scope: PermissionSet?
    }

    /// Checks a token's form, signature and times.
    ///
    /// It throws ``AuthenticationFailure`` for a token that is not to be believed.
    typealias TokenVerifier = @Sendable (Secret) async throws -> TokenSubject

    /// Decides whether the database may be asked for a key that is not remembered, which anybody can make up; it throws what
    /// the caller is answered where it may not.
    typealias LookUpGuard = @Sendable () throws -> Void

    let keys: APIKeyStore
    let accounts: AccountStore
    let cache: PrincipalCache
    let uses: KeyUses
    let clock: ApplianceClock
    let verifyToken: TokenVerifier
    /// Whether an administrator without a second factor is allowed nothing.
    var requiresAdministratorSecondFactor = false

    /// Whose credential it is.
    ///
    /// A key that is remembered is answered without a look at the database; its expiry and grace are checked each time. The
    /// others are looked up where `mayLookUp` lets them; nothing stands in the way of whoever has been charged already.
    ///
    /// - Throws: ``AuthenticationFailure``, what `mayLookUp` throws, and ``StorageError`` when the database cannot be asked.
    func principal(of credential: PresentedCredential, mayLookUp: LookUpGuard = {}) async throws -> Principal {
        switch credential {
        case .key(let key): try await principal(ofKey: key.digest, mayLookUp)
        case .token(let token): try await principal(ofToken: token)
        }
    }

    private func principal(ofKey digest: APIKeyDigest, _ mayLookUp: LookUpGuard = {}) async throws -> Principal {
        let key: KnownKey
        switch cache.key(digest) {
        case .known(let known): key = known
        case .stranger: throw AuthenticationFailure.unknownKey
        case .open(let question):
            try mayLookUp()
            let found = try await keys.identify(digest: digest.bytes).map {
                KnownKey($0, requiresAdministratorSecondFactor: requiresAdministratorSecondFactor)
            }
            cache.remember(found, for: digest, answering: question)
            guard let found else { throw AuthenticationFailure.unknownKey }
            key = found
        }
        let now = clock.now()
        if let failure = key.failure(at: now) { throw failure }
        if key.shouldNoteUse(at: now), let id = key.principal.keyID { uses.note(id, at: now) }
        return key.principal
    }

    private func principal(ofToken token: Secret) async throws -> Principal {
        let subject = try await verifyToken(token)
        if let key = subject.key { return try await principal(ofKey: key).narrowed(to: subject.scope) }
        let account = try await account(subject.userID)
        guard !account.isDisabled else { throw AuthenticationFailure.disabledAccount(userID: account.id) }
        guard account.sessionEpoch == subject.sessionEpoch else {
            throw AuthenticationFailure.endedSession(userID: account.id)
        }
        return Principal(
            userID: account.id, username: account.username, tier: account.tier, permissions: account.permissions,
            credential: .accessToken(sessionEpoch: subject.sessionEpoch)
        ).narrowed(to: subject.scope)
    }

    private func account(_ id: Int64) async throws -> KnownAccount {
        switch cache.account(id) {
        case .known(let account): return account
        case .open(let question):
            guard
                let account = try await accounts.account(id: id).map({
                    KnownAccount($0, requiresAdministratorSecondFactor: requiresAdministratorSecondFactor)
                })
            else {
                throw AuthenticationFailure.unknownAccount(userID: id)
            }
            cache.remember(account, answering: question)
            return account
        }
    }
}
