/// A name and its value; another is equal where both have the same bytes.
public struct Label: Hashable, Sendable {
    /// What is said something about.
    public let name: String
    /// What is said of it.
    public let value: String

    /// A label of a name and a value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether names and values have the same bytes.
    public static func == (left: Label, right: Label) -> Bool {
        left.value.hasSameBytes(as: right.value) && left.name.hasSameBytes(as: right.name)
    }

    /// Feeds the bytes of both.
    public func hash(into hasher: inout Hasher) {
        name.hashBytes(into: &hasher)
        value.hashBytes(into: &hasher)
    }
}
