/// Who asks a service that checks signatures: the name of a key, the key, and for a borrowed one its token.
public struct AccessKey: Sendable, Equatable, CustomStringConvertible {
    /// The public name of the key.
    public let id: String

    /// What signs.
    public let secret: Secret

    /// What a service that lends keys for a time wants to see beside the signature.
    public let sessionToken: Secret?

    /// A key from its parts.
    public init(id: String, secret: Secret, sessionToken: Secret? = nil) {
        self.id = id
        self.secret = secret
        self.sessionToken = sessionToken
    }

    /// The name of the key, never the key.
    public var description: String { "access key \(id)" }
}

/// Where a store gets its credentials from, each time that it signs: they may have been rotated meanwhile.
public struct CredentialSource<Credential: Sendable & Equatable>: Sendable {
    let current: @Sendable () async throws(ObjectStoreError) -> Credential

    /// A source that asks `current` before each request; it should answer from memory.
    public init(_ current: @escaping @Sendable () async throws(ObjectStoreError) -> Credential) {
        self.current = current
    }

    /// A source whose credential never changes.
    public static func fixed(_ credential: Credential) -> CredentialSource {
        CredentialSource { () throws(ObjectStoreError) in credential }
    }
}
