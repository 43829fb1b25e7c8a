/// A name and its value.
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
}
