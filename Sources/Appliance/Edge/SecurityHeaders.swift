import HTTPTypes

/// The fields that tell browsers what not to do with an answer, on every one of them.
enum SecurityHeaders {
    /// Adds the fields; one that a page has set for itself stays.
    ///
    /// HSTS is for answers over TLS alone (RFC 6797, 7.2).
    static func add(to fields: inout HTTPFields, isSecure: Bool) {
        fields.append(contentTypeOptions)
        if !fields.contains(referrerPolicy.name) { fields.append(referrerPolicy) }
        fields.append(resourcePolicy)
        if !fields.contains(.contentSecurityPolicy) { fields.append(contentPolicy) }
        if isSecure { fields.append(strictTransport) }
    }

    /// Answers about a caller are nothing for caches, wherever they stand.
    static func forbidStoring(_ fields: inout HTTPFields) {
        if !fields.contains(.cacheControl) { fields.append(noStore) }
    }

    private static let contentTypeOptions = HTTPField(name: .xContentTypeOptions, value: "nosniff")
    private static let referrerPolicy = HTTPField(name: .known("Referrer-Policy"), value: "no-referrer")
    private static let resourcePolicy = HTTPField(name: .known("Cross-Origin-Resource-Policy"), value: "same-origin")
    private static let contentPolicy = HTTPField(
        name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'")
    private static let strictTransport = HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")
    private static let noStore = HTTPField(name: .cacheControl, value: "no-store")
}
