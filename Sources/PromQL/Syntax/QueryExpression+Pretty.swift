extension QueryExpression {
    /// The longest text that stays on one line.
    private static var lineLength: Int { 100 }

    /// The query over several lines where it is long, as Prometheus's `format_query` answers.
    public var pretty: String {
        pretty(level: 0)
    }

    private func pretty(level: Int) -> String {
        let indent = String(repeating: "  ", count: level)
        let line = description
        // A line break costs as many prints of the parts as there are levels; the depth is bounded.
        let isLong = line.utf8.count > Self.lineLength
        switch self {
        case .unary(let operation):
            let child = operation.operand.pretty(level: level).drop { $0 == " " }
            return indent + (operation.isNegation ? "-" : "+") + child
        case _ where !isLong: return indent + line
        case .aggregation(let aggregation):
            let parts = [aggregation.parameter, aggregation.expression].compactMap { $0?.pretty(level: level + 1) }
            return indent + aggregation.head + "(\n" + parts.joined(separator: ",\n") + "\n" + indent + ")"
        case .infix(let operation):
            return operation.left.pretty(level: level + 1) + "\n" + indent + operation.sign + "\n"
                + operation.right.pretty(level: level + 1)
        case .call(let call):
            let arguments = call.arguments.map { $0.pretty(level: level + 1) }.joined(separator: ",\n")
            return indent + call.function.name + "(\n" + arguments + "\n" + indent + ")"
        case .parenthesised(let inner):
            return indent + "(\n" + inner.expression.pretty(level: level + 1) + "\n" + indent + ")"
        case .subquery(let subquery):
            return subquery.expression.pretty(level: level) + subquery.suffix
        default: return indent + line
        }
    }
}
