import Access
import HTTPTypes

/// What a request says about who sends it, before anybody has looked it up.
enum PresentedCredential: Equatable, Sendable {
    /// An API key of the right form.
    case key(APIKey)
    /// Whatever else stands behind `Bearer`.
    case token(Secret)

    /// Reads `X-API-Key` and `Authorization: Bearer`; nil when neither is there.
    ///
    /// A key is welcome in both. Of another scheme, such as Basic, nothing is known here.
    ///
    /// - Throws: ``AuthenticationFailure/conflicting`` for two credentials that are not the same,
    ///   ``AuthenticationFailure/malformed(_:)`` for one of no known form.
    init?(_ fields: HTTPFields) throws(AuthenticationFailure) {
        var found: PresentedCredential?
        // One pass without subscripts, which join and copy: this is on the way of every request.
        for field in fields where field.name == .apiKey || field.name == .authorization {
            let credential =
                field.name == .apiKey ? try Self.key(in: field.value) : try Self.bearer(in: field.value)
            guard found == nil || found == credential else { throw .conflicting }
            found = credential
        }
        guard let found else { return nil }
        self = found
    }

    private static func key(in value: String) throws(AuthenticationFailure) -> PresentedCredential {
        do { return .key(try APIKey(parsing: value)) } catch { throw .malformed(error.description) }
    }

    /// Scheme and credential of RFC 6750, 2.1: one space, and the scheme in whatever case.
    private static func bearer(in value: String) throws(AuthenticationFailure) -> PresentedCredential {
        let scheme = value.utf8.prefix { $0 != UInt8(ascii: " ") }
        guard scheme.count == 6, Substring(scheme).lowercased() == "bearer" else {
            throw .malformed("The field Authorization takes 'Bearer' and an access token or an API key.")
        }
        let credential = value.utf8.dropFirst(scheme.count + 1)
        guard !credential.isEmpty, credential.allSatisfy(isTokenCharacter) else {
            throw .malformed("Behind 'Bearer' stands no access token and no API key.")
        }
        let text = String(Substring(credential))
        return text.hasPrefix(APIKey.prefix) ? try key(in: text) : .token(Secret(text))
    }

    /// `b64token` of RFC 6750, 2.1.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/=".utf8.contains(byte)
        }
    }
}

extension HTTPField.Name {
    /// Carries an API key.
    static let apiKey = known("X-API-Key")
}
