/// The ways in which access tokens are signed (RFC 7518 and RFC 8037), by the names that JOSE has for them.
public enum TokenAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// HMAC with SHA-256: whoever can check a token can also make one, so only this server does either.
    case hs256 = "HS256"
    /// Ed25519: others can check tokens with the public keys.
    case eddsa = "EdDSA"

    /// Bytes of a signature.
    var signatureBytes: Int {
        switch self {
        case .hs256: 32
        case .eddsa: 64
        }
    }
}
