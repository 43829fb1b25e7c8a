import Access
import Storage

/// Gives out tokens, exchanges refresh tokens for new ones, and ends sessions.
struct TokenService: Sendable {
    let store: TokenStore
    let accounts: AccountStore
    let keys: SigningKeys
    let endedSessions: EndedSessions
    let settings: TokenSettings
    let refusals: RefusalRecorder
    let failures: AuthFailures
    let clock: ApplianceClock
    let random: @Sendable () -> UInt64

    /// Begins a session of an account that has just proved who it is.
    ///
    /// - Throws: ``APIError`` when the account was disabled or its sessions were ended in the meantime.
    func begin(_ account: Account, scope: PermissionSet?, by origin: ChangeOrigin) async throws -> TokenAnswer {
        var bits = GeneratedBits(random: random)
        let session = Self.newID(&bits)
        let token = RefreshToken(using: &bits)
        var origin = origin
        origin.actor = "user:\(account.id)"
        do {
            try await store.begin(
                NewRefreshFamily(
                    id: session, userID: account.id, sessionEpoch: account.sessionEpoch, scope: scope?.scopeText,
                    digest: token.digest,
                    endsAt: Timestamp(
                        millisecondsSince1970: origin.at.millisecondsSince1970 + settings.refreshTokenMilliseconds)),
                by: origin)
        } catch is TokenStoreError {
            throw APIError.oauth(.invalidGrant, "The account can have no session now. Log in again.")
        }
        return try answer(account, session: session, scope: scope, refreshToken: token, at: origin.at)
    }

    /// Exchanges a refresh token for a new one and an access token, which `scope` may narrow for this once.
    ///
    /// - Throws: ``APIError`` `invalid_grant` for a token that is of no use, without saying why, and `invalid_scope`.
    func refresh(_ text: String, scope: PermissionSet?, by origin: ChangeOrigin) async throws -> TokenAnswer {
        guard let token = RefreshToken(text) else { throw refused("unknown", subject: "", origin) }
        var bits = GeneratedBits(random: random)
        let salt = RandomBytes.make(TokenLimits.refreshSaltBytes, using: &bits)
        let successor = token.successor(salt: salt)
        let digest = successor.digest
        let use = try await store.use(digest: token.digest, by: origin) { stored in
            if let scope, let granted = stored.scope, !scope.isSubset(of: PermissionSet(scopeText: granted) ?? .none) {
                return .refuse(reason: Self.tooWide)
            }
            return switch RefreshDecision(RefreshState(stored), now: origin.at.millisecondsSince1970) {
            case .rotate: .rotate(salt: salt, successorDigest: digest)
            case .giveSuccessorAgain: .giveSuccessorAgain
            case .revokeFamily: .revokeFamily
            case .refuse(let refusal): .refuse(reason: refusal.rawValue)
            }
        }
        guard let (stored, change) = use else { throw refused("unknown", subject: "", origin) }
        let next: RefreshToken
        switch change {
        case .rotate: next = successor
        case .giveSuccessorAgain:
            guard let salt = stored.successorSalt else { throw refused("unknown", subject: "", origin) }
            next = token.successor(salt: salt)
        case .revokeFamily:
            // The store has noted it in the audit log, with what it did.
            endedSessions.insert(stored.familyID)
            failures.count(.refreshTokenReused)
            throw Self.useless
        case .refuse(let reason):
            guard reason != Self.tooWide else {
                throw APIError.oauth(.invalidScope, "The scope is wider than what was granted at login.")
            }
            throw refused(reason, subject: "user:\(stored.userID)", origin)
        }
        // Read again: the roles may have changed since login. A change since the transaction is caught by the epoch.
        guard let account = try await accounts.account(id: stored.userID),
            account.sessionEpoch == stored.familyEpoch, !account.isDisabled
        else { throw refused("account", subject: "user:\(stored.userID)", origin) }
        let granted = stored.scope.map { PermissionSet(scopeText: $0) ?? .none }
        return try answer(
            account, session: stored.familyID, scope: scope ?? granted, refreshToken: next, at: origin.at)
    }

    /// An access token for an API key, worth what the key is worth; there is no refresh token, since the key is one.
    ///
    /// The account's session epoch says nothing of keys and stays out of it.
    func exchange(
        _ caller: Principal, digest: [UInt8], scope: PermissionSet?, at time: Timestamp
    ) throws -> TokenAnswer {
        var bits = GeneratedBits(random: random)
        return try sign(
            AccessTokenClaims(
                userID: caller.userID, sessionEpoch: 0, sessionID: Self.newID(&bits), keyDigest: digest,
                scope: scope, issuedAt: 0, expiresAt: 0, tokenID: Self.newID(&bits)),
            permissions: caller.permissions, refreshToken: nil, at: time)
    }

    /// Ends the session that a refresh or access token belongs to; a token that is none is as good as ended (RFC 7009).
    func revoke(_ text: String, by origin: ChangeOrigin) async throws {
        if let token = RefreshToken(text) {
            if let session = try await store.revoke(digest: token.digest, by: origin) { endedSessions.insert(session) }
            return
        }
        guard let claims = try? keys.current.claims(of: text, rules: settings.rules, now: clock.seconds) else { return }
        let until = Timestamp(millisecondsSince1970: claims.expiresAt * 1_000)
        var origin = origin
        origin.actor = "user:\(claims.userID)"
        do {
            if try await store.end(session: claims.sessionID, of: claims.userID, until: until, by: origin) {
                endedSessions.insert(claims.sessionID)
            }
        } catch TokenStoreError.tooManyEnded {
            throw APIError.oauth(
                .temporarilyUnavailable,
                "Too many tokens of this account were revoked lately, so this one holds until it expires. Revoking the API key "
                    + "that it was issued for ends it at once.", retryAfter: Int(claims.expiresAt - clock.seconds))
        }
    }

    // MARK: - Parts

    private func answer(
        _ account: Account, session: String, scope: PermissionSet?, refreshToken: RefreshToken, at time: Timestamp
    ) throws -> TokenAnswer {
        var bits = GeneratedBits(random: random)
        let claims = AccessTokenClaims(
            userID: account.id, sessionEpoch: account.sessionEpoch, sessionID: session, scope: scope, issuedAt: 0,
            expiresAt: 0, tokenID: Self.newID(&bits))
        return try sign(
            claims, permissions: PermissionSet(stored: account.permissions),
            refreshToken: refreshToken, at: time)
    }

    private func sign(
        _ claims: AccessTokenClaims, permissions: PermissionSet, refreshToken: RefreshToken?, at time: Timestamp
    ) throws -> TokenAnswer {
        var claims = claims
        claims.issuedAt = time.millisecondsSince1970 / 1_000
        claims.expiresAt = claims.issuedAt + settings.accessTokenSeconds
        return TokenAnswer(
            accessToken: Secret(try keys.current.token(claims, rules: settings.rules)), refreshToken: refreshToken,
            secondsToLive: settings.accessTokenSeconds,
            scope: claims.scope.map(permissions.intersection) ?? permissions)
    }

    private func refused(_ reason: String, subject: String, _ origin: ChangeOrigin) -> APIError {
        failures.count(.refreshToken)
        refusals.note(
            AuditEvent(
                .tokenRefreshed, subject: subject, outcome: .refused, detail: ["reason": reason], origin: origin))
        return Self.useless
    }

    private static func newID(_ bits: inout GeneratedBits) -> String {
        Base64URL.encode(RandomBytes.make(TokenLimits.randomIDBytes, using: &bits))
    }

    private static let tooWide = "scope"

    private static var useless: APIError {
        .oauth(.invalidGrant, "The refresh token is not valid, has expired or was revoked. Log in again.")
    }
}

extension RefreshState {
    init(_ stored: StoredRefreshToken) {
        self.init(
            generation: stored.generation, newestGeneration: stored.newestGeneration,
            newestIssuedAt: stored.newestIssuedAt.millisecondsSince1970,
            endsAt: stored.endsAt.millisecondsSince1970, isRevoked: stored.isRevoked,
            isAccountDisabled: stored.isAccountDisabled, familyEpoch: stored.familyEpoch,
            accountEpoch: stored.accountEpoch)
    }
}
