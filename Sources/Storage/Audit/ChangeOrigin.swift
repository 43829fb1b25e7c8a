/// Who changes something, from where, and when: what every change of security state is told besides its values.
public struct ChangeOrigin: Sendable, Hashable {
    /// Who asks: `user:12`, `key:7`, `cli:root`, `anonymous` or `system`.
    public var actor: String

    /// The caller's address without port; nil for commands and the daemon itself.
    public var address: String?

    /// The id of the request; nil outside of HTTP.
    public var requestID: String?

    /// When.
    public var at: Timestamp

    /// An origin from its parts.
    public init(actor: String, address: String? = nil, requestID: String? = nil, at: Timestamp) {
        self.actor = actor
        self.address = address
        self.requestID = requestID
        self.at = at
    }
}
