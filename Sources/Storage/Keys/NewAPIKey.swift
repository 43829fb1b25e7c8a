/// What a key is stored as: its digest and its last four characters.
public struct APIKeyPrint: Sendable, Hashable {
    /// The SHA-256 of the key, 32 bytes.
    public var digest: [UInt8]

    /// The last four characters of the key.
    public var lastFour: String

    /// A print from its parts.
    public init(digest: [UInt8], lastFour: String) {
        self.digest = digest
        self.lastFour = lastFour
    }
}

/// A key that is to be made.
public struct NewAPIKey: Sendable, Hashable {
    /// What its owner calls it.
    public var name: String

    /// What is stored of it.
    public var print: APIKeyPrint

    /// What it may do at most, as permissions are written; nil for everything that its owner may.
    public var scopes: [String]?

    /// When it stops working; nil for never.
    public var expiresAt: Timestamp?

    /// Its own limits.
    public var limits: APIKeyLimits

    /// A key from its parts.
    public init(
        name: String, print: APIKeyPrint, scopes: [String]? = nil, expiresAt: Timestamp? = nil,
        limits: APIKeyLimits = .none
    ) {
        self.name = name
        self.print = print
        self.scopes = scopes
        self.expiresAt = expiresAt
        self.limits = limits
    }

    func validate(_ bounds: Limits) throws(APIKeyError) {
        guard (1...bounds.apiKeyNameBytes).contains(name.utf8.count),
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw .nameInvalid(maximumBytes: bounds.apiKeyNameBytes) }
    }
}
