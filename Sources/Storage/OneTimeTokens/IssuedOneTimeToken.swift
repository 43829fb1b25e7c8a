/// A token as it is handed out, the only time that its secret is known.
///
/// Printing one tells when it ends and never the secret.
public struct IssuedOneTimeToken: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The text that its bearer gives back: 256 random bits in base64url, 43 characters.
    public let secret: String

    /// From when on it is refused.
    public let expiresAt: Timestamp

    /// When it ends, and no secret.
    public var description: String { "a one-time token until \(expiresAt.rfc3339)" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Without the secret, for whoever dumps it.
    public var customMirror: Mirror { Mirror(self, children: ["expiresAt": expiresAt]) }
}
