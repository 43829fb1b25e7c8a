/// Reads a query by recursive descent.
///
/// The grammar is that of Loki 3 (https://grafana.com/docs/loki/latest/query/); its depth is bounded by
/// ``Limits/queryDepth``.
struct Parser {
    private let source: [UInt8]
    private let tokens: [Token]
    private var position = 0
    private var depth = 0
    /// Operators between metric queries that were read so far.
    var operators = 0

    init(_ query: String) throws(LogQLError) {
        source = Array(query.utf8)
        tokens = try Lexer.tokens(of: query)
    }

    // MARK: Tokens

    /// The token at this point; the last one is the end.
    var token: Token { tokens[position] }

    func token(ahead: Int) -> Token { tokens[min(position + ahead, tokens.count - 1)] }

    mutating func advance() {
        if position < tokens.count - 1 { position += 1 }
    }

    /// Moves over a symbol if it stands here.
    mutating func skip(_ symbol: String) -> Bool {
        guard token.isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func skip(word: String) -> Bool {
        guard token.isWord(word) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: String) throws(LogQLError) {
        guard skip(symbol) else { throw unexpected(expecting: symbol) }
    }

    mutating func expectString() throws(LogQLError) -> String {
        guard case .string(let text) = token.kind else { throw unexpected(expecting: "STRING") }
        advance()
        return text
    }

    mutating func expectName() throws(LogQLError) -> String {
        guard case .word(let name) = token.kind else { throw unexpected(expecting: "IDENTIFIER") }
        advance()
        return name
    }

    func unexpected(expecting: String? = nil) -> LogQLError {
        let hint = expecting.map { ", expecting \($0)" } ?? ""
        return failure("syntax error: unexpected \(token.name)\(hint)")
    }

    func failure(_ message: String) -> LogQLError {
        let (line, column) = Lexer.position(of: token.offset, in: source)
        return .syntax(message, line: line, column: column)
    }

    /// Goes one level deeper for as long as `body` runs.
    mutating func nested<Result>(
        _ body: (inout Parser) throws(LogQLError) -> Result
    ) throws(LogQLError) -> Result {
        guard depth < Limits.queryDepth else {
            throw failure("the query nests deeper than \(Limits.queryDepth) levels")
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    // MARK: The whole

    mutating func parseQuery() throws(LogQLError) -> Query {
        let query: Query
        if isLogExpression {
            query = .log(try parseLog())
        } else {
            query = .metric(MetricExpression(root: try parseMetric()))
        }
        guard token.kind == .end else { throw unexpected() }
        return query
    }

    /// Whether lines are asked for: a selector, perhaps in parentheses.
    private var isLogExpression: Bool {
        var ahead = 0
        while token(ahead: ahead).isSymbol("(") { ahead += 1 }
        return token(ahead: ahead).isSymbol("{")
    }

    private mutating func parseLog() throws(LogQLError) -> LogExpression {
        try nested { (parser) throws(LogQLError) in
            if parser.skip("(") {
                let expression = try parser.parseLog()
                try parser.expect(")")
                return expression
            }
            let matchers = try parser.parseSelector()
            return LogExpression(matchers: matchers, stages: try parser.parseStages())
        }
    }
}

extension Query {
    /// Reads a query.
    ///
    /// - Throws: ``LogQLError`` where it is none, with its line and column.
    public init(_ text: String) throws(LogQLError) {
        var parser = try Parser(text)
        self = try parser.parseQuery()
    }
}
