import JSONText

/// The header of an access token: which algorithm, which type, which key, and nothing else.
///
/// A JOSE header may bring its own key (`jwk`, `x5c`), say where to fetch one (`jku`, `x5u`), or change what the signature
/// means (`crit`, `b64`, `zip`). None of that is needed here, so the object is closed (RFC 8725, section 3).
public struct TokenHeader: Sendable, Hashable {
    /// The type of an access token (RFC 9068, section 2.1), which no other kind of JWT has.
    public static let type = "at+jwt"

    /// How it says it is signed; it counts only when the named key is of that algorithm.
    public let algorithm: TokenAlgorithm

    /// The id of the key that signed it.
    public let keyID: String

    /// A header for a key.
    init(algorithm: TokenAlgorithm, keyID: String) {
        self.algorithm = algorithm
        self.keyID = keyID
    }

    /// Reads the JSON text of a header.
    init(json: [UInt8]) throws(AccessTokenError) {
        var algorithm: String?
        var type: String?
        var keyID: String?
        do {
            var reader = JSONReader(json, maxDepth: 1)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "alg": algorithm = try reader.readString()
                case "typ": type = try reader.readString()
                case "kid": keyID = try reader.readString()
                default: throw AccessTokenError.header
                }
            }
            try reader.finish()
        } catch {
            throw .header
        }
        guard let algorithm, let type, let keyID, TokenIdentifier.isValid(keyID) else { throw .header }
        guard type == Self.type else { throw .type }
        guard let known = TokenAlgorithm(rawValue: algorithm) else { throw .algorithm }
        self.init(algorithm: known, keyID: keyID)
    }

    /// The header as JSON text.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 80)
        writer.beginObject()
        writer.key("alg")
        writer.string(algorithm.rawValue)
        writer.key("typ")
        writer.string(Self.type)
        writer.key("kid")
        writer.string(keyID)
        writer.endObject()
        return writer.bytes
    }
}
