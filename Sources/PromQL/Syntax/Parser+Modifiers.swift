extension Parser {
    /// `bool`, `on`, `ignoring`, `group_left` and `group_right` after an operator.
    mutating func modifiers() throws(ParseError) -> (returnsBool: Bool, matching: VectorMatching) {
        var matching = VectorMatching()
        let returnsBool = token.kind == .keyword(.bool)
        if returnsBool { try advance() }
        switch token.kind {
        case .keyword(.on): matching.isOn = true
        case .keyword(.ignoring): break
        default: return (returnsBool, matching)
        }
        try advance()
        matching.labels = try labelList()
        switch token.kind {
        case .keyword(.groupLeft): matching.cardinality = .manyToOne
        case .keyword(.groupRight): matching.cardinality = .oneToMany
        default: return (returnsBool, matching)
        }
        try advance()
        if token.kind == .leftParenthesis { matching.include = try labelList() }
        return (returnsBool, matching)
    }

    /// A number or duration literal.
    mutating func numberOrDuration() throws(ParseError) -> NumberLiteral {
        let literal = token
        let value: Double
        if literal.kind == .duration {
            do {
                value = Double(try DurationText.milliseconds(literal.text)) / 1000
            } catch {
                throw failure(error.description, at: literal.range)
            }
        } else {
            value = try number(literal)
        }
        try advance()
        return NumberLiteral(value: value, isDuration: literal.kind == .duration, range: literal.range)
    }

    /// Milliseconds of a literal that must be a number of seconds or a duration.
    private mutating func milliseconds(
        in context: String, expected: String, isNegative: Bool = false
    ) throws(ParseError) -> Int64 {
        guard token.kind == .number || token.kind == .duration else {
            throw unexpected(in: context, expected: expected)
        }
        let literal = try numberOrDuration()
        guard literal.value.magnitude < 9_223_372_036, !literal.value.isNaN else {
            throw failure("duration out of range", at: literal.range)
        }
        return Int64(literal.value * 1000) * (isNegative ? -1 : 1)
    }

    /// `[5m]` or `[1h:1m]` after an expression.
    mutating func rangeOrSubquery(of expression: QueryExpression) throws(ParseError) -> QueryExpression {
        let opening = token.range
        try advance()
        let literal = token.range
        let duration = try milliseconds(in: "subquery or range selector", expected: "number or duration")
        guard duration > 0 else { throw failure("duration must be greater than 0", at: literal) }
        switch token.kind {
        case .rightBracket:
            let selector = try rangeable(expression, brackets: opening.joined(to: token.range))
            let end = token.range.end
            try advance()
            return .matrix(MatrixSelector(selector: selector, duration: duration, end: end))
        case .colon: break
        case .infix: throw failure("experimental duration expression is not enabled", at: literal)
        default: throw unexpected(in: "subquery or range", expected: "\":\" or \"]\"")
        }
        try advance()
        var step: Int64?
        if token.kind != .rightBracket {
            let stepLiteral = token.range
            let value = try milliseconds(in: "subquery selector", expected: "number, duration, or \"]\"")
            guard value > 0 else { throw failure("duration must be greater than 0", at: stepLiteral) }
            step = value
        }
        guard token.kind == .rightBracket else { throw unexpected(in: "subquery selector", expected: "\"]\"") }
        let end = token.range.end
        try advance()
        return .subquery(
            Subquery(expression: expression, duration: duration, step: step, time: TimeModifiers(), end: end))
    }

    private func rangeable(_ expression: QueryExpression, brackets: SourceRange) throws(ParseError) -> VectorSelector {
        guard case .vector(let selector) = expression else {
            throw failure("ranges only allowed for vector selectors", at: brackets)
        }
        guard selector.time.offset == 0 else {
            throw failure("no offset modifiers allowed before range", at: brackets)
        }
        guard selector.time.anchor == nil else { throw failure("no @ modifiers allowed before range", at: brackets) }
        return selector
    }

    /// `offset 5m` after an expression.
    mutating func offset(of expression: QueryExpression) throws(ParseError) -> QueryExpression {
        try advance()
        var isNegative = false
        if case .infix(let sign) = token.kind, sign == .subtract || sign == .add {
            isNegative = sign == .subtract
            try advance()
        }
        let offset = try milliseconds(in: "offset", expected: "number or duration", isNegative: isNegative)
        let end = lexerEnd
        return try modified(expression, end: end) { time, whole, parser throws(ParseError) in
            guard let time else {
                throw parser.failure(
                    "offset modifier must be preceded by an instant vector selector or range vector selector "
                        + "or a subquery", at: whole)
            }
            guard time.offset == 0 else { throw parser.failure("offset may not be set multiple times", at: whole) }
            var result = time
            result.offset = offset
            return result
        }
    }

    /// `@ 1609746000`, `@ start()` or `@ end()` after an expression.
    mutating func anchor(of expression: QueryExpression) throws(ParseError) -> QueryExpression {
        try advance()
        let anchor = try anchorTime(whole: expression.range)
        return try modified(expression, end: lexerEnd) { time, whole, parser throws(ParseError) in
            guard let time else {
                throw parser.failure(
                    "@ modifier must be preceded by an instant vector selector or range vector selector "
                        + "or a subquery", at: whole)
            }
            guard time.anchor == nil else {
                throw parser.failure("@ <timestamp> may not be set multiple times", at: whole)
            }
            var result = time
            result.anchor = anchor
            return result
        }
    }

    private mutating func anchorTime(whole: SourceRange) throws(ParseError) -> TimeModifiers.Anchor {
        if case .boundary(let boundary) = token.kind {
            try advance()
            guard token.kind == .leftParenthesis else { throw unexpected(in: "@", expected: "timestamp") }
            try advance()
            guard token.kind == .rightParenthesis else { throw unexpected(in: "@", expected: "timestamp") }
            try advance()
            return .boundary(boundary)
        }
        var sign = 1.0
        if case .infix(let operation) = token.kind, operation == .subtract || operation == .add {
            sign = operation == .subtract ? -1 : 1
            try advance()
        }
        guard token.kind == .number || token.kind == .duration else {
            throw unexpected(in: "@", expected: "timestamp")
        }
        let seconds = sign * (try numberOrDuration().value)
        guard seconds.isFinite, seconds.magnitude * 1000 < Double(Limits.milliseconds) else {
            throw failure(
                "timestamp out of bounds for @ modifier: \(SampleText.fixed(seconds, decimals: 6))", at: whole)
        }
        return .timestamp(Int64((seconds * 1000).rounded()))
    }

    /// The end of the last token taken.
    private var lexerEnd: Int {
        var offset = token.range.start
        while offset > 0, lexer.bytes[offset - 1] <= UInt8(ascii: " ") { offset -= 1 }
        return offset
    }

    private func modified(
        _ expression: QueryExpression, end: Int,
        _ change: (TimeModifiers?, SourceRange, Parser) throws(ParseError) -> TimeModifiers
    ) throws(ParseError) -> QueryExpression {
        switch expression {
        case .vector(var selector):
            selector.time = try change(selector.time, expression.range, self)
            selector.range.end = end
            return .vector(selector)
        case .matrix(var selector):
            selector.selector.time = try change(selector.selector.time, expression.range, self)
            selector.end = end
            return .matrix(selector)
        case .subquery(var subquery):
            subquery.time = try change(subquery.time, expression.range, self)
            subquery.end = end
            return .subquery(subquery)
        default:
            _ = try change(nil, expression.range, self)
            return expression
        }
    }

    private func number(_ token: Token) throws(ParseError) -> Double {
        guard let value = NumberText.value(token.text) else {
            throw failure(
                "error parsing number: strconv.ParseFloat: parsing \(GoQuote.quoted(token.text)): invalid syntax",
                at: token.range)
        }
        guard value.isFinite || NumberText.isNamed(token.text) else {
            throw failure(
                "error parsing number: strconv.ParseFloat: parsing \(GoQuote.quoted(token.text)): "
                    + "value out of range", at: token.range)
        }
        return value
    }
}
