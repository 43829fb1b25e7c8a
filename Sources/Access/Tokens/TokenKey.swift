import Crypto

/// A key that signs access tokens: it knows its algorithm, so that no token can choose one.
public struct TokenKey: Sendable, CustomStringConvertible {
    private enum Material: Sendable {
        case hmac(SymmetricKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    /// The name that headers give it.
    public let id: String

    /// The only algorithm that it is used with.
    public let algorithm: TokenAlgorithm

    /// When it was made, in seconds since 1970.
    public let createdAt: Int64

    /// What the file of keys holds of it.
    let secret: [UInt8]

    private let material: Material

    /// A key from its secret of ``TokenLimits/keyBytes`` bytes; nil for another length or an id that is none.
    public init?(id: String, algorithm: TokenAlgorithm, secret: [UInt8], createdAt: Int64) {
        guard TokenIdentifier.isValid(id), secret.count == TokenLimits.keyBytes else { return nil }
        switch algorithm {
        case .hs256: material = .hmac(SymmetricKey(data: secret))
        case .eddsa:
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret) else { return nil }
            material = .ed25519(key)
        }
        self.id = id
        self.algorithm = algorithm
        self.createdAt = createdAt
        self.secret = secret
    }

    /// A new key, its id and secret from the generator, which must be fit for secrets.
    public init?(
        algorithm: TokenAlgorithm, createdAt: Int64, using random: inout some RandomNumberGenerator
    ) {
        self.init(
            id: Base64URL.encode(RandomBytes.make(TokenLimits.keyIDBytes, using: &random)), algorithm: algorithm,
            secret: RandomBytes.make(TokenLimits.keyBytes, using: &random), createdAt: createdAt)
    }

    /// Says which key it is, never the secret.
    public var description: String { "signing key \(id) (\(algorithm.rawValue))" }

    /// The public half, for those who check tokens elsewhere; nil where there is none.
    public var publicKey: [UInt8]? {
        switch material {
        case .hmac: nil
        case .ed25519(let key): Array(key.publicKey.rawRepresentation)
        }
    }

    func signature(of bytes: ArraySlice<UInt8>) throws -> [UInt8] {
        switch material {
        case .hmac(let key): Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
        case .ed25519(let key): Array(try key.signature(for: bytes))
        }
    }

    /// Compares in constant time.
    func isValid(_ signature: [UInt8], of bytes: ArraySlice<UInt8>) -> Bool {
        switch material {
        case .hmac(let key): HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: bytes, using: key)
        case .ed25519(let key): key.publicKey.isValidSignature(signature, for: bytes)
        }
    }
}
