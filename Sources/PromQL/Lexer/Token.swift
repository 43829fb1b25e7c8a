/// One lexical element with its place.
struct Token: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case endOfInput
        case comma, colon, equal, equalRegex, notEqualRegex, at
        case leftParenthesis, rightParenthesis, leftBrace, rightBrace, leftBracket, rightBracket
        case identifier
        /// An identifier with a colon in it.
        case metricIdentifier
        case string, number, duration
        case infix(InfixOperator)
        case aggregator(AggregationOperator)
        case keyword(Keyword)
        /// `start` or `end`.
        case boundary(QueryBoundary)
    }

    var kind: Kind
    var range: SourceRange
    var text: String

    /// How Prometheus names the token in an error.
    var description: String {
        switch kind {
        case .endOfInput: "end of input"
        case .identifier: "identifier \(GoQuote.quoted(text))"
        case .metricIdentifier: "metric identifier \(GoQuote.quoted(text))"
        case .string: "string \(shortened)"
        case .number: "number \(shortened)"
        case .duration: "duration \(shortened)"
        case .infix, .at, .equalRegex, .notEqualRegex: "<op:\(text)>"
        case .aggregator: "<aggr:\(text)>"
        case .keyword: "<\(text)>"
        default: GoQuote.quoted(text)
        }
    }

    private var shortened: String {
        text.utf8.count > 10 ? GoQuote.quoted(String(text.unicodeScalars.prefix(10))) + "..." : GoQuote.quoted(text)
    }
}

/// Words with a meaning of their own that are no operators.
enum Keyword: String, CaseIterable, Sendable {
    case offset, by, without, on, ignoring, bool
    case groupLeft = "group_left"
    case groupRight = "group_right"

    /// Whether the word can also be the name of a metric outside braces.
    var canNameMetric: Bool {
        switch self {
        case .offset, .by, .without: true
        default: false
        }
    }
}

/// The times that `@` can name.
public enum QueryBoundary: String, CaseIterable, Sendable {
    case start, end
}
