extension Lexer {
    func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    func isDigit(_ byte: UInt8) -> Bool {
        LabelText.isDigit(byte)
    }

    /// Skips spaces and comments, which reach from `#` to the end of the line.
    mutating func skipBlanks() {
        while let byte = peek() {
            switch Unicode.Scalar(byte) {
            case " ", "\t", "\n", "\r": position += 1
            case "#":
                while let next = peek(), next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r") { position += 1 }
            default: return
            }
        }
    }

    func token(_ kind: Token.Kind) -> Token {
        Token(
            kind: kind, range: SourceRange(start, position),
            text: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    func failure(_ message: String) -> ParseError {
        ParseError(message, at: SourceRange(start, bytes.count), in: query)
    }

    /// The character at an offset, which need not be ASCII.
    func scalar(at offset: Int) -> Unicode.Scalar {
        String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
    }

    /// The character at an offset in quotes; past the end it is what Go prints for the end of the text.
    func quotedScalar(at offset: Int) -> String {
        offset < bytes.count ? GoQuote.quoted(scalar(at: offset)) : "'\u{FFFD}'"
    }

    /// What a word outside braces means; keywords are known in any case.
    static func kind(of word: String) -> Token.Kind {
        let lower = word.lowercased()
        if lower == "inf" || lower == "nan" { return .number }
        if lower == "and" || lower == "or" || lower == "unless" || lower == "atan2",
            let infix = InfixOperator(rawValue: lower)
        {
            return .infix(infix)
        }
        if let aggregator = AggregationOperator(rawValue: lower) { return .aggregator(aggregator) }
        if let keyword = Keyword(rawValue: lower) { return .keyword(keyword) }
        if let boundary = QueryBoundary(rawValue: lower) { return .boundary(boundary) }
        return word.utf8.contains(UInt8(ascii: ":")) ? .metricIdentifier : .identifier
    }
}
