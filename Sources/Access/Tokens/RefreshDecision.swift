/// What is known of a refresh token that somebody sends, and of its family: all tokens that go back to one login.
///
/// Times are in milliseconds since 1970.
public struct RefreshState: Sendable, Hashable {
    /// The token's place in its family, from 0.
    public var generation: Int64
    /// The place of the family's newest token.
    public var newestGeneration: Int64
    /// When the newest token was given out.
    public var newestIssuedAt: Int64
    /// When the family ends, however much it is used.
    public var endsAt: Int64
    /// Whether the family was ended.
    public var isRevoked: Bool
    /// Whether the account is disabled.
    public var isAccountDisabled: Bool
    /// The account's session epoch when the family began.
    public var familyEpoch: Int64
    /// The account's session epoch now.
    public var accountEpoch: Int64

    /// A state from its parts.
    public init(
        generation: Int64, newestGeneration: Int64, newestIssuedAt: Int64, endsAt: Int64, isRevoked: Bool,
        isAccountDisabled: Bool, familyEpoch: Int64, accountEpoch: Int64
    ) {
        self.generation = generation
        self.newestGeneration = newestGeneration
        self.newestIssuedAt = newestIssuedAt
        self.endsAt = endsAt
        self.isRevoked = isRevoked
        self.isAccountDisabled = isAccountDisabled
        self.familyEpoch = familyEpoch
        self.accountEpoch = accountEpoch
    }
}

/// What becomes of a refresh token that somebody sends (RFC 9700, section 4.14).
public enum RefreshDecision: Sendable, Hashable {
    /// Why a token is of no use, without anything to be done about it.
    public enum Refusal: String, Sendable, Hashable, CaseIterable {
        /// Its family was ended.
        case revoked
        /// The family's time is over.
        case ended
        /// It lay unused for too long.
        case idle
        /// The account is disabled.
        case accountDisabled = "account_disabled"
        /// The account's sessions were ended, as a new password does.
        case oldEpoch = "old_epoch"
    }

    /// It is the newest: it is used up, and a successor is given out.
    case rotate
    /// It is the one before the newest, which was given out a moment ago: the answer got lost, and the same one is given again.
    case giveSuccessorAgain
    /// It was used up before: somebody has a copy, and the whole family ends.
    case revokeFamily
    /// It is of no use.
    case refuse(Refusal)

    /// Decides at a moment, in milliseconds since 1970.
    ///
    /// A clock that was set back makes the time since the last use negative; as long as it is no more than the grace period the
    /// parent is still answered, so that no clock opens the grace for longer.
    public init(_ state: RefreshState, now: Int64, idleMilliseconds: Int64 = TokenLimits.refreshIdleMilliseconds) {
        let age = now - state.newestIssuedAt
        self =
            if state.isRevoked {
                .refuse(.revoked)
            } else if state.isAccountDisabled {
                .refuse(.accountDisabled)
            } else if state.familyEpoch != state.accountEpoch {
                .refuse(.oldEpoch)
            } else if now >= state.endsAt {
                .refuse(.ended)
            } else if age >= idleMilliseconds {
                .refuse(.idle)
            } else if state.generation == state.newestGeneration {
                .rotate
            } else if state.generation == state.newestGeneration - 1,
                age.magnitude <= TokenLimits.refreshGraceMilliseconds.magnitude
            {
                .giveSuccessorAgain
            } else {
                .revokeFamily
            }
    }
}
