/// What requests have in common that are counted together.
public struct UsageKey: Sendable, Hashable {
    /// Whole minutes since 1970-01-01T00:00:00Z.
    public var minute: Int64

    /// The account; 0 for nobody.
    public var userID: Int64

    /// The API key; 0 where the request had none.
    public var keyID: Int64

    /// The request's method.
    public var method: String

    /// The route template, as in `/models/{id}`; never the raw path.
    public var endpoint: String

    /// The status that was answered.
    public var status: Int

    /// The model that the request was about; empty for none.
    public var modelID: String

    /// A key from its parts.
    public init(
        minute: Int64, userID: Int64 = 0, keyID: Int64 = 0, method: String, endpoint: String, status: Int,
        modelID: String = ""
    ) {
        self.minute = minute
        self.userID = userID
        self.keyID = keyID
        self.method = method
        self.endpoint = endpoint
        self.status = status
        self.modelID = modelID
    }
}
