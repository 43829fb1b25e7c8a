/// A text that must not be printed: a password, a key or a token on its way to the one place that needs it.
///
/// Whatever prints it by accident, an interpolation, a log line or a mirror, prints `(secret)`.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself.
    ///
    /// Only what shows it to its owner or sends it where it belongs may ask for it.
    public let revealed: String

    /// Hides a text.
    public init(_ text: String) {
        revealed = text
    }

    /// The same words for every secret.
    public var description: String { "(secret)" }

    /// The same words for every secret.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// Compares in constant time.
    public static func == (left: Secret, right: Secret) -> Bool {
        ConstantTime.areEqual(left.revealed.utf8, right.revealed.utf8)
    }
}
