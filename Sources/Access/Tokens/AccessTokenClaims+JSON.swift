import JSONText

/// The claims as they stand in a token, not yet compared with the time or with who is asked.
struct WrittenClaims {
    var claims: AccessTokenClaims
    var issuer: String
    var audience: String
    var notBefore: Int64
}

extension WrittenClaims {
    /// Reads a JSON object of exactly the claims that are issued here, each of its type.
    init(json: [UInt8]) throws(AccessTokenError) {
        var (issuer, audience, subject, session, tokenID): (String?, String?, String?, String?, String?)
        var (scope, key): (String?, String?)
        var (expiresAt, notBefore, issuedAt, epoch): (Int64?, Int64?, Int64?, Int64?)
        do {
            var reader = JSONReader(json, maxDepth: 1)
            try reader.beginObject()
            while let name = try reader.nextKey() {
                switch name {
                case "iss": issuer = try reader.readString()
                case "aud": audience = try reader.readString()
                case "sub": subject = try reader.readString()
                case "sid": session = try reader.readString()
                case "jti": tokenID = try reader.readString()
                case "scope": scope = try reader.readString()
                case "key": key = try reader.readString()
                case "exp": expiresAt = try Self.wholeNumber(&reader)
                case "nbf": notBefore = try Self.wholeNumber(&reader)
                case "iat": issuedAt = try Self.wholeNumber(&reader)
                case "epoch": epoch = try Self.wholeNumber(&reader)
                default: throw AccessTokenError.claims
                }
            }
            try reader.finish()
        } catch {
            throw .claims
        }
        guard let issuer, let audience, let notBefore, let issuedAt, let expiresAt, let epoch, let session, let tokenID,
            let userID = subject.flatMap(Self.identifier), TokenIdentifier.isValid(session),
            TokenIdentifier.isValid(tokenID)
        else { throw .claims }
        self.issuer = issuer
        self.audience = audience
        self.notBefore = notBefore
        claims = AccessTokenClaims(
            userID: userID, sessionEpoch: epoch, sessionID: session, keyDigest: try Self.digest(key),
            scope: try Self.scope(scope), issuedAt: issuedAt, expiresAt: expiresAt, tokenID: tokenID)
    }

    /// The claims as JSON text.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 384)
        writer.beginObject()
        for (name, value) in [("iss", issuer), ("aud", audience), ("sub", String(claims.userID))] {
            writer.key(name)
            writer.string(value)
        }
        if let digest = claims.keyDigest {
            writer.key("key")
            writer.string(Base64URL.encode(digest))
        }
        if let scope = claims.scope {
            writer.key("scope")
            writer.string(scope.scopeText)
        }
        for (name, value) in [
            ("iat", claims.issuedAt), ("nbf", notBefore), ("exp", claims.expiresAt), ("epoch", claims.sessionEpoch),
        ] {
            writer.key(name)
            writer.number(value)
        }
        for (name, value) in [("sid", claims.sessionID), ("jti", claims.tokenID)] {
            writer.key(name)
            writer.string(value)
        }
        writer.endObject()
        return writer.bytes
    }

    /// A number that is written in digits alone: `1e3` and `1000.0` are other texts than are issued here.
    private static func wholeNumber(_ reader: inout JSONReader) throws -> Int64 {
        _ = try reader.peek()
        let start = reader.offset
        let number = try reader.readInt()
        guard reader.bytes[start..<reader.offset].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw AccessTokenError.claims }
        return Int64(number)
    }

    /// A row id in its one spelling.
    private static func identifier(_ text: String) -> Int64? {
        guard let number = Int64(text), number >= 1, String(number) == text else { return nil }
        return number
    }

    private static func digest(_ text: String?) throws(AccessTokenError) -> [UInt8]? {
        guard let text else { return nil }
        guard let digest = Base64URL.decode(text.utf8), digest.count == TokenLimits.digestBytes else { throw .claims }
        return digest
    }

    private static func scope(_ text: String?) throws(AccessTokenError) -> PermissionSet? {
        guard let text else { return nil }
        guard let scope = PermissionSet(scopeText: text), scope.scopeText == text else { throw .claims }
        return scope
    }
}
