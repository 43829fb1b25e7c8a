/// A number, or a duration in seconds.
public struct NumberLiteral: Sendable {
    var value: Double
    /// Written as a duration, such as `5m`.
    var isDuration: Bool
    var range: SourceRange
}

/// A text in quotes.
public struct StringLiteral: Sendable {
    var value: String
    var range: SourceRange
}
