internal import Patterns
internal import Signals

extension Parser {
    /// Labels in parentheses, as after `by` and `on`; keywords are labels here.
    mutating func labelList() throws(ParseError) -> [String] {
        guard token.kind == .leftParenthesis else { throw unexpected(in: "grouping opts", expected: "\"(\"") }
        try advance()
        var labels: [String] = []
        while token.kind != .rightParenthesis {
            labels.append(try groupingLabel())
            guard token.kind != .rightParenthesis else { break }
            guard token.kind == .comma else {
                throw unexpected(in: "grouping opts", expected: "\",\" or \")\"")
            }
            try advance()
        }
        try advance()
        return labels
    }

    private mutating func groupingLabel() throws(ParseError) -> String {
        let name: String
        switch token.kind {
        case .identifier, .aggregator, .keyword, .boundary, .infix(.and), .infix(.or), .infix(.unless),
            .infix(.atan2):
            name = token.text
        case .string:
            name = try unquoted(token)
            guard !name.isEmpty else {
                throw failure("invalid label name for grouping: \(GoQuote.quoted(name))", at: token.range)
            }
        default: throw unexpected(in: "grouping opts", expected: "label")
        }
        try advance()
        return name
    }

    /// A selector that begins at the current token.
    mutating func vectorSelector() throws(ParseError) -> VectorSelector {
        guard token.kind != .leftBrace else { return try vectorSelector(named: nil) }
        let name = token
        switch token.kind {
        case .identifier, .metricIdentifier, .aggregator, .boundary, .infix(.and), .infix(.or), .infix(.unless):
            break
        case .keyword(let keyword) where keyword.canNameMetric: break
        default: throw unexpected()
        }
        try advance()
        return try vectorSelector(named: name)
    }

    /// The rest of a selector whose name has been read.
    mutating func vectorSelector(named name: Token?) throws(ParseError) -> VectorSelector {
        var matchers: [LabelMatcher] = []
        var range = name?.range ?? token.range
        if token.kind == .leftBrace {
            try advance()
            matchers = try labelMatchers()
            range.end = token.range.end
            try advance()
        }
        if let name { matchers.append(LabelMatcher(LabelText.metricName, .equal(name.text))) }
        return VectorSelector(name: name?.text, matchers: matchers, time: TimeModifiers(), range: range)
    }

    /// Conditions up to the closing brace, which stays the current token.
    private mutating func labelMatchers() throws(ParseError) -> [LabelMatcher] {
        var matchers: [LabelMatcher] = []
        while token.kind != .rightBrace {
            matchers.append(try labelMatcher())
            guard token.kind != .rightBrace else { break }
            guard token.kind == .comma else { throw unexpected(in: "label matching", expected: "\",\" or \"}\"") }
            try advance()
        }
        return matchers
    }

    private mutating func labelMatcher() throws(ParseError) -> LabelMatcher {
        let name = token
        let isQuoted = token.kind == .string
        guard token.kind == .identifier || isQuoted else {
            throw unexpected(in: "label matching", expected: "identifier or \"}\"")
        }
        let label = isQuoted ? try unquoted(token) : token.text
        try advance()
        let operation = token.kind
        switch operation {
        case .equal, .infix(.notEqual), .equalRegex, .notEqualRegex: break
        default:
            if isQuoted { return LabelMatcher(LabelText.metricName, .equal(label)) }
            throw unexpected(in: "label matching", expected: "label matching operator")
        }
        try advance()
        guard token.kind == .string else { throw unexpected(in: "label matching", expected: "string") }
        let value = try unquoted(token)
        let range = name.range.joined(to: token.range)
        try advance()
        switch operation {
        case .equalRegex: return LabelMatcher(label, .matches(try pattern(value, at: range)))
        case .notEqualRegex: return LabelMatcher(label, .matchesNot(try pattern(value, at: range)))
        case .equal: return LabelMatcher(label, .equal(value))
        default: return LabelMatcher(label, .notEqual(value))
        }
    }

    private func pattern(_ source: String, at range: SourceRange) throws(ParseError) -> Pattern {
        do {
            return try Pattern(source, dotMatchesNewline: true)
        } catch {
            if case .invalid(_, let reason) = error {
                throw failure("error parsing regexp: \(RegexReason.go(reason))", at: range)
            }
            throw failure(error.description, at: range)
        }
    }
}
