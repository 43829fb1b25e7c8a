internal import Patterns
internal import Signals

extension Parser {
    /// Reads `{name="value", …}`; at least one matcher must rule the empty value out.
    mutating func parseSelector() throws(LogQLError) -> [LabelMatcher] {
        try expect("{")
        var matchers: [LabelMatcher] = []
        while !token.isSymbol("}") {
            let name = try expectName()
            matchers.append(try parseMatcher(of: name))
            if !skip(",") { break }
        }
        guard skip("}") else { throw unexpected(expecting: matchers.isEmpty ? "IDENTIFIER or }" : "} or ,") }
        guard matchers.contains(where: { !$0.accepts("") }) else {
            throw .invalid(
                """
                queries require at least one regexp or equality matcher that does not have an empty-compatible \
                value. For instance, app=~".*" does not meet this requirement, but app=~".+" will
                """)
        }
        return matchers
    }

    /// Reads the operator and the text behind a label's name.
    mutating func parseMatcher(of name: String) throws(LogQLError) -> LabelMatcher {
        let symbols = ["=", "!=", "=~", "!~"]
        guard let symbol = symbols.first(where: { token.isSymbol($0) }) else {
            throw unexpected(expecting: "= or =~ or !~ or !=")
        }
        advance()
        let value = try expectString()
        switch symbol {
        case "=": return LabelMatcher(name, .equal(value))
        case "!=": return LabelMatcher(name, .notEqual(value))
        case "=~": return LabelMatcher(name, .matches(try pattern(value)))
        default: return LabelMatcher(name, .matchesNot(try pattern(value)))
        }
    }

    func pattern(_ source: String) throws(LogQLError) -> Pattern {
        do { return try Pattern(source, dotMatchesNewline: true) } catch {
            throw .invalid("error parsing regexp: \(error)")
        }
    }
}
