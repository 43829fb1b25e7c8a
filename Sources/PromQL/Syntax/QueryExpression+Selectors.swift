public import Signals

extension QueryExpression {
    /// The conditions of every selector in the query, in the order in which they stand there.
    public var selectors: [[LabelMatcher]] {
        switch self {
        case .number, .string: []
        case .vector(let selector): [selector.matchers]
        case .matrix(let selector): [selector.selector.matchers]
        case .subquery(let subquery): subquery.expression.selectors
        case .call(let call): call.arguments.flatMap(\.selectors)
        case .aggregation(let aggregation):
            (aggregation.parameter?.selectors ?? []) + aggregation.expression.selectors
        case .infix(let operation): operation.left.selectors + operation.right.selectors
        case .unary(let operation): operation.operand.selectors
        case .parenthesised(let inner): inner.expression.selectors
        }
    }
}
