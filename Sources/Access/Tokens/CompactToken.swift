/// A signed token in three parts, taken apart strictly and not believed yet (RFC 7515, section 7.1).
///
/// Only the header is read here, because it names the key. The claims stay bytes until the signature has been checked.
public struct CompactToken: Sendable {
    /// What the token says about its own signature.
    public let header: TokenHeader

    /// The JSON text of the claims.
    let payload: [UInt8]

    /// As long as the algorithm's signatures are.
    let signature: [UInt8]

    /// What the signature is over: the first two parts as they were sent.
    let signedBytes: ArraySlice<UInt8>

    /// Takes a token apart; it throws the first reason to refuse it.
    public init(_ text: String) throws(AccessTokenError) {
        // Counted before the bytes are copied.
        guard text.utf8.count <= TokenLimits.accessTokenBytes else { throw .tooLong }
        let bytes = Array(text.utf8)
        let dots = bytes.indices.filter { bytes[$0] == UInt8(ascii: ".") }
        guard dots.count == 2 else { throw .malformed }
        guard let headerBytes = Base64URL.decode(bytes[..<dots[0]]),
            let payload = Base64URL.decode(bytes[(dots[0] + 1)..<dots[1]]),
            let signature = Base64URL.decode(bytes[(dots[1] + 1)...])
        else { throw .malformed }
        header = try TokenHeader(json: headerBytes)
        guard signature.count == header.algorithm.signatureBytes else { throw .signature }
        self.payload = payload
        self.signature = signature
        signedBytes = bytes[..<dots[1]]
    }
}
