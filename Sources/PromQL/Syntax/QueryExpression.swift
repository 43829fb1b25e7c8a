/// A query as a tree.
public indirect enum QueryExpression: Sendable {
    case number(NumberLiteral)
    case string(StringLiteral)
    case vector(VectorSelector)
    case matrix(MatrixSelector)
    case subquery(Subquery)
    case call(Call)
    case aggregation(Aggregation)
    case infix(InfixOperation)
    case unary(UnaryOperation)
    case parenthesised(Parenthesised)

    /// What the expression evaluates to.
    public var type: ValueType {
        switch self {
        case .number: .scalar
        case .string: .string
        case .vector, .aggregation: .vector
        case .matrix, .subquery: .matrix
        case .call(let call): call.function.result
        case .infix(let operation):
            operation.left.type == .scalar && operation.right.type == .scalar ? .scalar : .vector
        case .unary(let operation): operation.operand.type
        case .parenthesised(let inner): inner.expression.type
        }
    }

    /// Where the expression stands in the query.
    public var range: SourceRange {
        switch self {
        case .number(let literal): literal.range
        case .string(let literal): literal.range
        case .vector(let selector): selector.range
        case .matrix(let selector): SourceRange(selector.selector.range.start, selector.end)
        case .subquery(let subquery): SourceRange(subquery.expression.range.start, subquery.end)
        case .call(let call): call.range
        case .aggregation(let aggregation): aggregation.range
        case .infix(let operation): operation.left.range.joined(to: operation.right.range)
        case .unary(let operation): SourceRange(operation.start, operation.operand.range.end)
        case .parenthesised(let inner): inner.range
        }
    }

    /// The expression without parentheses around it.
    var unwrapped: QueryExpression {
        var expression = self
        while case .parenthesised(let inner) = expression { expression = inner.expression }
        return expression
    }
}
