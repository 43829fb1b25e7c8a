public import Signals

/// What a parser accepts beyond the stable language.
public struct ParserOptions: Sendable {
    /// Whether experimental functions and aggregations are known.
    public var allowsExperimental: Bool

    /// Only the stable language unless told otherwise.
    public init(allowsExperimental: Bool = false) {
        self.allowsExperimental = allowsExperimental
    }
}

/// Reads queries of PromQL as Prometheus 3.5 defines them.
///
/// By recursive descent with precedence climbing; the depth is bounded by ``Limits/depth``.
public struct Parser {
    let options: ParserOptions
    var lexer: Lexer
    var token: Token
    /// The end of the last token that can close an expression.
    var lastClosing = 0
    private var depth = 0
    /// Expressions that have begun so far, of which each may be one level of the tree.
    private var expressions = 0
    /// What an error that no closer rule explains stands in: an aggregation, or nothing.
    var context: String?

    /// Reads and checks a query.
    ///
    /// - Throws: ``ParseError`` for the first thing that is wrong, in the words of Prometheus.
    public static func expression(
        _ query: String, options: ParserOptions = ParserOptions()
    ) throws(ParseError) -> QueryExpression {
        var parser = try Parser(query, options: options)
        guard parser.token.kind != .endOfInput else {
            throw ParseError("no expression found in input", at: SourceRange(0, 0), in: query)
        }
        let expression = try parser.expression(atLeast: 0)
        guard parser.token.kind == .endOfInput else { throw parser.unexpected() }
        try TypeCheck(query: query).check(expression)
        return expression
    }

    /// Reads a series selector, such as `match[]` of Prometheus's API takes them: `up{job="a"}`.
    ///
    /// - Throws: ``ParseError``.
    public static func metricSelector(_ text: String) throws(ParseError) -> [LabelMatcher] {
        var parser = try Parser(text, options: ParserOptions())
        let selector = try parser.vectorSelector()
        guard parser.token.kind == .endOfInput else { throw parser.unexpected() }
        try TypeCheck(query: text).check(selector)
        return selector.matchers
    }

    init(_ query: String, options: ParserOptions) throws(ParseError) {
        guard query.utf8.count <= Limits.queryBytes else {
            throw ParseError(
                "the query has more than \(Limits.queryBytes) bytes", at: SourceRange(0, 0), in: query)
        }
        self.options = options
        lexer = Lexer(query)
        token = Token(kind: .endOfInput, range: SourceRange(0, 0), text: "")
        try advance()
    }

    mutating func advance() throws(ParseError) {
        token = try lexer.next()
        switch token.kind {
        case .rightBrace, .rightParenthesis, .rightBracket, .duration, .number: lastClosing = token.range.end
        default: break
        }
    }

    func failure(_ message: String, at range: SourceRange) -> ParseError {
        ParseError(message, at: range, in: lexer.query)
    }

    /// Complains about the current token.
    func unexpected(in context: String? = nil, expected: String? = nil) -> ParseError {
        var message = "unexpected " + token.description
        if let context = context ?? (expected == nil ? self.context : nil) { message += " in " + context }
        if let expected { message += ", expected " + expected }
        return failure(message, at: token.range)
    }

    /// Takes a token that must be there.
    mutating func expect(_ kind: Token.Kind) throws(ParseError) {
        guard token.kind == kind else { throw unexpected() }
        try advance()
    }

    /// An expression whose operators bind at least so tightly.
    mutating func expression(atLeast precedence: Int) throws(ParseError) -> QueryExpression {
        let outer = depth
        defer { depth = outer }
        try descend()
        var left = try unaryExpression()
        while case .infix(let operation) = token.kind, operation.precedence >= precedence {
            // A chain to the left is a deep tree too.
            try descend()
            try advance()
            let (returnsBool, matching) = try modifiers()
            let next = operation.isRightAssociative ? operation.precedence : operation.precedence + 1
            let right = try expression(atLeast: next)
            left = .infix(
                InfixOperation(
                    operation: operation, left: left, right: right, returnsBool: returnsBool,
                    matching: matching.settled(for: operation)))
        }
        return left
    }

    private mutating func descend() throws(ParseError) {
        depth += 1
        expressions += 1
        // Chains in parentheses are no deeper here than they are long, but the tree grows with each.
        guard expressions <= Limits.expressions else {
            throw failure(
                "the query has more than \(Limits.expressions) expressions; split it into recording rules",
                at: token.range)
        }
        guard depth <= Limits.depth else {
            throw failure(
                "the expression is nested more than \(Limits.depth) levels deep; split it into recording rules",
                at: token.range)
        }
    }

    private mutating func unaryExpression() throws(ParseError) -> QueryExpression {
        guard case .infix(let sign) = token.kind, sign == .add || sign == .subtract else {
            return try postfixExpression()
        }
        let start = token.range.start
        try advance()
        // A sign binds as tightly as `*`: -1^2 is -(1^2).
        let operand = try expression(atLeast: InfixOperator.power.precedence)
        if case .number(var literal) = operand {
            if sign == .subtract { literal.value = -literal.value }
            literal.range.start = start
            return .number(literal)
        }
        return .unary(UnaryOperation(isNegation: sign == .subtract, operand: operand, start: start))
    }

    private mutating func postfixExpression() throws(ParseError) -> QueryExpression {
        var expression = try primaryExpression()
        let outer = depth
        defer { depth = outer }
        while true {
            switch token.kind {
            case .leftBracket: expression = try rangeOrSubquery(of: expression)
            case .keyword(.offset): expression = try offset(of: expression)
            case .at: expression = try anchor(of: expression)
            default: return expression
            }
            try descend()
        }
    }
}

extension VectorMatching {
    /// Set operators match many to many unless something else was asked for, which the type check refuses.
    fileprivate func settled(for operation: InfixOperator) -> VectorMatching {
        guard operation.isSetOperator, cardinality == .oneToOne else { return self }
        var result = self
        result.cardinality = .manyToMany
        return result
    }
}
