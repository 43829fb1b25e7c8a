/// The keys of access tokens: the one that signs, the one that will, and the one that did.
///
/// The next key is made one rotation ahead, so that others have its public half before the first token is signed with it.
public struct KeyRing: Sendable {
    /// The key that will sign after the next rotation.
    public let next: TokenKey

    /// The key that signs.
    public let current: TokenKey

    /// The key that signed before, for the tokens that are still out; nil when there was none.
    public let previous: TokenKey?

    /// When ``current`` began to sign, in seconds since 1970.
    public let rotatedAt: Int64

    /// A ring from its parts; nil when two keys have the same id.
    public init?(next: TokenKey, current: TokenKey, previous: TokenKey?, rotatedAt: Int64) {
        let ids = [next.id, current.id] + (previous.map { [$0.id] } ?? [])
        guard Set(ids).count == ids.count else { return nil }
        self.next = next
        self.current = current
        self.previous = previous
        self.rotatedAt = rotatedAt
    }

    /// New keys only; every token that is out is refused from then on.
    public static func fresh(
        _ algorithm: TokenAlgorithm, now: Int64, using random: inout some RandomNumberGenerator
    ) -> KeyRing? {
        guard let current = TokenKey(algorithm: algorithm, createdAt: now, using: &random),
            let next = TokenKey(algorithm: algorithm, createdAt: now, using: &random)
        else { return nil }
        return KeyRing(next: next, current: current, previous: nil, rotatedAt: now)
    }

    /// The ring after a rotation: each key moves one place on.
    ///
    /// Where the algorithm changes, the next key is of the old one and is left out.
    public func rotated(
        to algorithm: TokenAlgorithm, now: Int64, using random: inout some RandomNumberGenerator
    ) -> KeyRing? {
        guard let fresh = Self.fresh(algorithm, now: now, using: &random) else { return nil }
        let successor = next.algorithm == algorithm ? next : fresh.current
        return KeyRing(next: fresh.next, current: successor, previous: current, rotatedAt: now)
    }

    /// Whether the current key is of another algorithm or older than so many seconds.
    public func isDue(_ algorithm: TokenAlgorithm, lifetimeSeconds: Int64, now: Int64) -> Bool {
        current.algorithm != algorithm || now - rotatedAt >= lifetimeSeconds
    }

    /// The key that a token of this moment may be signed with; nil for any other.
    ///
    /// The previous key counts only as long as a token that it signed can live. There is no default: an unknown id is
    /// refused.
    func key(_ id: String, now: Int64) -> TokenKey? {
        if id == current.id { return current }
        guard let previous, id == previous.id,
            now - rotatedAt <= TokenLimits.longestLifetimeSeconds + TokenLimits.clockSkewSeconds
        else { return nil }
        return previous
    }

    /// All keys, the newest first.
    public var all: [TokenKey] { [next, current] + (previous.map { [$0] } ?? []) }
}
