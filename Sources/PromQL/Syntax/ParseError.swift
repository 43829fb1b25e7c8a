/// Why a text is no query, with the place.
public struct ParseError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in Prometheus's words.
    public let message: String
    /// The part of the query that is wrong.
    public let range: SourceRange
    /// Line and column: `1:5`.
    public let location: String

    init(_ message: String, at range: SourceRange, in query: String) {
        self.message = message
        self.range = range
        location = range.location(in: query)
    }

    /// As Prometheus prints it: `1:5: parse error: unexpected end of input`.
    public var description: String {
        "\(location): parse error: \(message)"
    }
}
