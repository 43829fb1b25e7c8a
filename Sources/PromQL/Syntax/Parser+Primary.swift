extension Parser {
    /// A literal, a selector, a call, an aggregation or an expression in parentheses.
    mutating func primaryExpression() throws(ParseError) -> QueryExpression {
        switch token.kind {
        case .number, .duration: return .number(try numberOrDuration())
        case .string:
            let literal = StringLiteral(value: try unquoted(token), range: token.range)
            try advance()
            return .string(literal)
        case .leftParenthesis: return try parenthesised()
        case .aggregator(let operation): return try aggregationOrName(operation)
        case .identifier: return try callOrName()
        case .leftBrace, .metricIdentifier, .boundary, .infix(.and), .infix(.or), .infix(.unless):
            return .vector(try vectorSelector())
        case .keyword(let keyword) where keyword.canNameMetric: return .vector(try vectorSelector())
        default: throw unexpected()
        }
    }

    func unquoted(_ token: Token) throws(ParseError) -> String {
        guard let text = GoQuote.unquoted(token.text.utf8[...]) else {
            throw failure("error unquoting string \(GoQuote.quoted(token.text)): invalid syntax", at: token.range)
        }
        return text
    }

    private mutating func parenthesised() throws(ParseError) -> QueryExpression {
        let opening = token.range
        try advance()
        let inner = try expression(atLeast: 0)
        let closing = token.range
        try expect(.rightParenthesis)
        return .parenthesised(Parenthesised(expression: inner, range: opening.joined(to: closing)))
    }

    private mutating func callOrName() throws(ParseError) -> QueryExpression {
        let name = token
        try advance()
        guard token.kind == .leftParenthesis else { return .vector(try vectorSelector(named: name)) }
        let arguments = try arguments()
        guard let function = Function.named(name.text) else {
            throw failure("unknown function with name \(GoQuote.quoted(name.text))", at: name.range)
        }
        guard options.allowsExperimental || !function.isExperimental else {
            throw failure("function \(GoQuote.quoted(name.text)) is not enabled", at: name.range)
        }
        return .call(
            Call(
                function: function, arguments: arguments.expressions,
                range: SourceRange(name.range.start, arguments.end)))
    }

    /// Arguments in parentheses, and where they end.
    private mutating func arguments() throws(ParseError) -> (expressions: [QueryExpression], end: Int) {
        try advance()
        var arguments: [QueryExpression] = []
        while token.kind != .rightParenthesis {
            arguments.append(try expression(atLeast: 0))
            guard token.kind == .comma else { break }
            let comma = token.range
            try advance()
            guard token.kind != .rightParenthesis else {
                throw failure("trailing commas not allowed in function call args", at: comma)
            }
        }
        let end = token.range.end
        try expect(.rightParenthesis)
        return (arguments, end)
    }

    private mutating func aggregationOrName(_ operation: AggregationOperator) throws(ParseError) -> QueryExpression {
        let name = token
        try advance()
        switch token.kind {
        case .leftParenthesis, .keyword(.by), .keyword(.without): break
        default: return .vector(try vectorSelector(named: name))
        }
        let outer = context
        context = "aggregation"
        var grouping = try grouping()
        guard token.kind == .leftParenthesis else { throw unexpected() }
        let (arguments, bodyEnd) = try arguments()
        context = outer
        var end = bodyEnd
        if grouping == nil {
            grouping = try self.grouping()
            if let grouping { end = grouping.end }
        }
        return .aggregation(
            try aggregation(operation, arguments, grouping, range: SourceRange(name.range.start, end)))
    }

    private func aggregation(
        _ operation: AggregationOperator, _ arguments: [QueryExpression], _ grouping: Grouping?, range: SourceRange
    ) throws(ParseError) -> Aggregation {
        guard !arguments.isEmpty else {
            throw failure("no arguments for aggregate expression provided", at: range)
        }
        guard options.allowsExperimental || !operation.isExperimental else {
            throw failure(
                "\(operation.rawValue)() is experimental and must be enabled with "
                    + "--enable-feature=promql-experimental-functions", at: range)
        }
        let wanted = operation.hasParameter ? 2 : 1
        guard arguments.count == wanted else {
            throw failure(
                "wrong number of arguments for aggregate expression provided, expected \(wanted), "
                    + "got \(arguments.count)", at: range)
        }
        return Aggregation(
            operation: operation, parameter: wanted == 2 ? arguments[0] : nil, expression: arguments[wanted - 1],
            labels: grouping?.labels ?? [], isWithout: grouping?.isWithout ?? false, range: range)
    }

    private struct Grouping {
        var labels: [String]
        var isWithout: Bool
        var end: Int
    }

    /// `by (…)` or `without (…)`, where it is there.
    private mutating func grouping() throws(ParseError) -> Grouping? {
        let isWithout: Bool
        switch token.kind {
        case .keyword(.by): isWithout = false
        case .keyword(.without): isWithout = true
        default: return nil
        }
        try advance()
        let labels = try labelList()
        return Grouping(labels: labels, isWithout: isWithout, end: lastClosing(before: token))
    }

    /// The end of the closing token before the current one, which may have moved ``lastClosing`` itself.
    private func lastClosing(before token: Token) -> Int {
        var offset = token.range.start
        while offset > 0, lexer.bytes[offset - 1] != UInt8(ascii: ")") { offset -= 1 }
        return offset
    }
}
