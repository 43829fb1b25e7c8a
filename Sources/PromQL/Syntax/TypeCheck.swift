internal import Patterns
internal import Signals

/// Checks that every operand has the type that its place needs.
struct TypeCheck {
    let query: String

    func check(_ expression: QueryExpression) throws(ParseError) {
        switch expression {
        case .number, .string: return
        case .vector(let selector): try check(selector)
        case .matrix(let selector): try check(selector.selector)
        case .parenthesised(let inner): try check(inner.expression)
        case .subquery(let subquery):
            try check(subquery.expression)
            guard subquery.expression.type == .vector else {
                throw failure(
                    "subquery is only allowed on instant vector, got \(subquery.expression.type.rawValue) instead",
                    at: expression.range)
            }
        case .unary(let operation):
            try check(operation.operand)
            let type = operation.operand.type
            guard type == .scalar || type == .vector else {
                throw failure(
                    "unary expression only allowed on expressions of type scalar or instant vector, "
                        + "got \(GoQuote.quoted(type.documentedName))", at: expression.range)
            }
        case .aggregation(let aggregation): try check(aggregation)
        case .call(let call): try check(call)
        case .infix(let operation): try check(operation, at: expression.range)
        }
    }

    func check(_ selector: VectorSelector) throws(ParseError) {
        if let name = selector.name {
            for matcher in selector.matchers.dropLast() where matcher.name == LabelText.metricName {
                throw failure(
                    "metric name must not be set twice: \(GoQuote.quoted(name)) or "
                        + GoQuote.quoted(matcher.valueText), at: selector.range)
            }
        } else if selector.matchers.allSatisfy({ $0.accepts("") }) {
            throw failure("vector selector must contain at least one non-empty matcher", at: selector.range)
        }
    }

    private func check(_ aggregation: Aggregation) throws(ParseError) {
        try expect(aggregation.expression, .vector, in: "aggregation expression")
        guard let parameter = aggregation.parameter else { return }
        try expect(
            parameter, aggregation.operation == .countValues ? .string : .scalar, in: "aggregation parameter")
    }

    private func expect(_ expression: QueryExpression, _ type: ValueType, in context: String) throws(ParseError) {
        try check(expression)
        guard expression.type == type else {
            throw failure(
                "expected type \(type.documentedName) in \(context), got \(expression.type.documentedName)",
                at: expression.range)
        }
    }

    private func check(_ call: Call) throws(ParseError) {
        let function = call.function
        let name = GoQuote.quoted(function.name)
        let count = call.arguments.count
        let declared = function.arguments.count
        if function.variadic == .exact {
            guard count == declared else {
                throw failure("expected \(declared) argument(s) in call to \(name), got \(count)", at: call.range)
            }
        } else {
            guard count >= declared - 1 else {
                throw failure(
                    "expected at least \(declared - 1) argument(s) in call to \(name), got \(count)", at: call.range)
            }
            guard function.variadic == .lastRepeats || count <= declared else {
                throw failure(
                    "expected at most \(declared) argument(s) in call to \(name), got \(count)", at: call.range)
            }
        }
        for (index, argument) in call.arguments.enumerated() {
            if function.name == "info", index == 1 {
                try checkInfoSelector(argument)
                continue
            }
            try expect(
                argument, function.arguments[min(index, declared - 1)], in: "call to function \(name)")
        }
    }

    /// The second argument of `info` is a selector without a metric's name that may match everything.
    private func checkInfoSelector(_ argument: QueryExpression) throws(ParseError) {
        guard case .vector(let selector) = argument else {
            throw failure("expected label selectors only", at: argument.range)
        }
        guard selector.name == nil else {
            throw failure("expected label selectors only, got vector selector instead", at: argument.range)
        }
    }

    func failure(_ message: String, at range: SourceRange) -> ParseError {
        ParseError(message, at: range, in: query)
    }
}

extension LabelMatcher {
    /// The value or expression that the label is compared with.
    var valueText: String {
        switch operation {
        case .equal(let value), .notEqual(let value): value
        case .matches(let pattern), .matchesNot(let pattern): pattern.source
        }
    }

    /// The sign between label and value.
    var sign: String {
        switch operation {
        case .equal: "="
        case .notEqual: "!="
        case .matches: "=~"
        case .matchesNot: "!~"
        }
    }
}
