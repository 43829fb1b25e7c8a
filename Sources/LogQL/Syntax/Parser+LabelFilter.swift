internal import Signals

extension Parser {
    /// Reads conditions on labels, joined by `and`, `or`, commas, or nothing but space.
    ///
    /// `and` binds tighter than `or`; a comma takes everything behind it together.
    mutating func parseLabelFilter() throws(LogQLError) -> LabelFilter {
        try nested { (parser) throws(LogQLError) in
            var left = try parser.parseConjunction()
            while parser.skip(word: "or") { left = .either(left, try parser.parseConjunction()) }
            return left
        }
    }

    private mutating func parseConjunction() throws(LogQLError) -> LabelFilter {
        var left = try parseCondition()
        while true {
            if skip(word: "and") {
                left = .both(left, try parseCondition())
            } else if skip(",") {
                return .both(left, try parseLabelFilter())
            } else if token.isSymbol("(") || isName {
                return .both(left, try parseLabelFilter())
            } else {
                return left
            }
        }
    }

    private var isName: Bool {
        guard case .word(let word) = token.kind else { return false }
        return !["or", "and", "offset"].contains(word.lowercased())
    }

    private mutating func parseCondition() throws(LogQLError) -> LabelFilter {
        if skip("(") {
            let filter = try parseLabelFilter()
            try expect(")")
            return filter
        }
        let name = try expectName()
        if let filter = try parseAddressCondition(of: name) { return filter }
        if case .string = token(ahead: 1).kind { return .text(try parseMatcher(of: name)) }
        let comparison = try parseComparison()
        let negative = token.isSymbol("-")
        if negative || token.isSymbol("+") { advance() }
        defer { advance() }
        switch token.kind {
        case .number(let number): return .number(name, comparison, negative ? -number : number)
        case .duration(let duration): return .duration(name, comparison, negative ? -duration : duration)
        case .bytes(let bytes) where !negative: return .bytes(name, comparison, bytes)
        default: throw unexpected(expecting: "BYTES or NUMBER or DURATION")
        }
    }

    private mutating func parseComparison() throws(LogQLError) -> LabelFilter.Comparison {
        guard case .symbol(let symbol) = token.kind,
            let comparison = symbol == "=" ? .equal : LabelFilter.Comparison(rawValue: symbol)
        else { throw unexpected() }
        advance()
        return comparison
    }

    private mutating func parseAddressCondition(of name: String) throws(LogQLError) -> LabelFilter? {
        guard token(ahead: 1).isWord("ip"), token(ahead: 2).isSymbol("("),
            token.isSymbol("=") || token.isSymbol("!=")
        else { return nil }
        let equal = token.isSymbol("=")
        advance()
        advance()
        advance()
        let text = try expectString()
        try expect(")")
        guard let range = AddressRange(text) else { throw .invalid("ip: invalid pattern: '\(text)'") }
        return .address(name, equal: equal, range)
    }
}
