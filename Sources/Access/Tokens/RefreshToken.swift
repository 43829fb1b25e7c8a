import Crypto

/// A refresh token: 256 random bits that only its holder has; the server keeps a digest.
public struct RefreshToken: Sendable, CustomStringConvertible {
    /// What every refresh token begins with, so that people and secret scanners know one.
    public static let prefix = "gsr_"

    private let secret: [UInt8]

    /// A token of these bytes; nil unless there are ``TokenLimits/refreshTokenBytes``.
    init?(secret: [UInt8]) {
        guard secret.count == TokenLimits.refreshTokenBytes else { return nil }
        self.secret = secret
    }

    /// A new token from a generator that must be fit for secrets.
    public init(using random: inout some RandomNumberGenerator) {
        secret = RandomBytes.make(TokenLimits.refreshTokenBytes, using: &random)
    }

    /// Reads what a client sends; nil for anything that is not spelled as ``text`` spells it.
    public init?(_ text: String) {
        // 32 bytes are 43 letters; counted first, because the text comes from anybody.
        guard text.utf8.count == Self.prefix.utf8.count + 43, text.hasPrefix(Self.prefix),
            let secret = Base64URL.decode(text.utf8.dropFirst(Self.prefix.utf8.count))
        else { return nil }
        self.init(secret: secret)
    }

    /// What the client is given.
    public var text: String { Self.prefix + Base64URL.encode(secret) }

    /// What the database keeps: SHA-256, which is enough for a secret that nobody can guess.
    public var digest: [UInt8] { Array(SHA256.hash(data: secret)) }

    /// The token that follows this one.
    ///
    /// It is derived from this token and a random salt that the database keeps from this token's use on. So whoever sends this
    /// token twice within the grace period is given the same successor, and yet the database alone gives no token away.
    public func successor(salt: [UInt8]) -> RefreshToken {
        let code = HMAC<SHA256>.authenticationCode(for: salt, using: SymmetricKey(data: secret))
        return RefreshToken(unchecked: Array(code))
    }

    /// Never the token.
    public var description: String { Self.prefix + "…" }

    private init(unchecked secret: [UInt8]) {
        self.secret = secret
    }
}
