/// A function applied to arguments.
public struct Call: Sendable {
    var function: Function
    var arguments: [QueryExpression]
    var range: SourceRange
}

/// An aggregation over series.
public struct Aggregation: Sendable {
    var operation: AggregationOperator
    var parameter: QueryExpression?
    var expression: QueryExpression
    var labels: [String]
    /// Whether the labels are those to leave out.
    var isWithout: Bool
    var range: SourceRange
}

/// `+` or `-` before an expression.
public struct UnaryOperation: Sendable {
    var isNegation: Bool
    var operand: QueryExpression
    var start: Int
}

/// An expression in parentheses.
public struct Parenthesised: Sendable {
    var expression: QueryExpression
    var range: SourceRange
}

/// An operator between two operands.
public struct InfixOperation: Sendable {
    var operation: InfixOperator
    var left: QueryExpression
    var right: QueryExpression
    /// A comparison that answers 0 or 1 instead of filtering.
    var returnsBool: Bool
    var matching: VectorMatching
}

/// How the series of two operands find each other.
public struct VectorMatching: Sendable, Equatable {
    /// How many series of either side may meet.
    public enum Cardinality: String, Sendable {
        case oneToOne = "one-to-one"
        case manyToOne = "many-to-one"
        case oneToMany = "one-to-many"
        case manyToMany = "many-to-many"
    }

    var cardinality: Cardinality = .oneToOne
    /// The labels to compare, or with ``isOn`` false those to leave out.
    var labels: [String] = []
    var isOn = false
    /// Labels to copy from the side of which there is one.
    var include: [String] = []
}
