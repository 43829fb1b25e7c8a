internal import Signals

/// Selects series by their labels, at one moment.
public struct VectorSelector: Sendable {
    /// The metric's name where it stands outside the braces.
    var name: String?
    /// All conditions, the name's included.
    var matchers: [LabelMatcher]
    var time: TimeModifiers
    var range: SourceRange
}

/// Selects the samples of series in a range of time.
public struct MatrixSelector: Sendable {
    /// What it selects, with the time modifiers of the whole.
    var selector: VectorSelector
    /// Milliseconds; the range excludes its start and includes its end.
    var duration: Int64
    /// Where it ends in the query, modifiers included.
    var end: Int
}

/// Evaluates an expression at regular times of a range.
public struct Subquery: Sendable {
    var expression: QueryExpression
    /// Milliseconds.
    var duration: Int64
    /// Milliseconds; nil takes the engine's default.
    var step: Int64?
    var time: TimeModifiers
    var end: Int
}

/// `offset` and `@`.
public struct TimeModifiers: Sendable, Equatable {
    /// Milliseconds to look back; negative looks ahead.
    var offset: Int64 = 0
    /// A fixed time to evaluate at.
    var anchor: Anchor?

    /// What `@` names.
    public enum Anchor: Sendable, Equatable {
        /// Milliseconds since 1970.
        case timestamp(Int64)
        /// The start or end of the whole query.
        case boundary(QueryBoundary)
    }
}
