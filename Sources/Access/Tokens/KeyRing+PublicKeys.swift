import JSONText

extension KeyRing {
    /// The public halves as a JWK set (RFC 7517, RFC 8037), for those who check tokens elsewhere; empty with HMAC.
    public var publicKeySet: [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("keys")
        writer.beginArray()
        for key in all {
            guard let publicKey = key.publicKey else { continue }
            writer.beginObject()
            for (name, value) in [
                ("kty", "OKP"), ("crv", "Ed25519"), ("alg", key.algorithm.rawValue), ("use", "sig"), ("kid", key.id),
                ("x", Base64URL.encode(publicKey)),
            ] {
                writer.key(name)
                writer.string(value)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
