/// Reads the tokens of a query one after the other.
///
/// What a character means depends on what is open: inside braces every word is an identifier, inside brackets a colon
/// separates range and step.
struct Lexer {
    let query: String
    let bytes: [UInt8]
    var position = 0
    var start = 0

    private var parentheses = 0
    private var isBraceOpen = false
    private var isBracketOpen = false
    private var hasColon = false
    /// Right after a bracket was opened, where a duration must begin.
    private var expectsDuration = false

    init(_ query: String) {
        self.query = query
        bytes = Array(query.utf8)
    }

    /// The next token; comments and spaces are left out.
    mutating func next() throws(ParseError) -> Token {
        skipBlanks()
        start = position
        if isBraceOpen { return try nextInsideBraces() }
        guard let byte = peek() else { return try endOfInput() }
        if isDigit(byte) || (byte == UInt8(ascii: ".") && peek(1).map(isDigit) == true) {
            expectsDuration = false
            return try numberOrDuration()
        }
        if expectsDuration { try checkDurationStart(byte) }
        if LabelText.isAlpha(byte) || byte == UInt8(ascii: ":") { return try wordOrColon(byte) }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
            return try string(byte)
        }
        return try symbol(byte)
    }

    private mutating func endOfInput() throws(ParseError) -> Token {
        guard parentheses == 0 else { throw failure("unclosed left parenthesis") }
        guard !isBracketOpen else {
            throw failure(
                expectsDuration ? "unexpected end of input in duration expression" : "unclosed left bracket")
        }
        return token(.endOfInput)
    }

    private mutating func symbol(_ byte: UInt8) throws(ParseError) -> Token {
        position += 1
        switch Unicode.Scalar(byte) {
        case ",": return token(.comma)
        case "*": return token(.infix(.multiply))
        case "/": return token(.infix(.divide))
        case "%": return token(.infix(.modulo))
        case "+": return token(.infix(.add))
        case "-": return token(.infix(.subtract))
        case "^": return token(.infix(.power))
        case "@": return token(.at)
        case "=", "!", "<", ">": return try comparison(byte)
        case "(":
            parentheses += 1
            return token(.leftParenthesis)
        case ")":
            parentheses -= 1
            guard parentheses >= 0 else { throw failure("unexpected right parenthesis ')'") }
            return token(.rightParenthesis)
        case "{":
            isBraceOpen = true
            return token(.leftBrace)
        case "[":
            guard !isBracketOpen else { throw failure("unexpected left bracket '['") }
            isBracketOpen = true
            hasColon = false
            expectsDuration = true
            return token(.leftBracket)
        case "]":
            guard isBracketOpen else { throw failure("unexpected right bracket ']'") }
            isBracketOpen = false
            expectsDuration = false
            return token(.rightBracket)
        default:
            throw failure("unexpected character: \(GoQuote.quoted(scalar(at: start)))")
        }
    }

    private mutating func comparison(_ byte: UInt8) throws(ParseError) -> Token {
        let following = peek()
        if following == UInt8(ascii: "=") { position += 1 }
        switch (Unicode.Scalar(byte), following == UInt8(ascii: "=")) {
        case ("=", true): return token(.infix(.equal))
        case ("!", true): return token(.infix(.notEqual))
        case ("<", true): return token(.infix(.lessOrEqual))
        case (">", true): return token(.infix(.greaterOrEqual))
        case ("<", false): return token(.infix(.less))
        case (">", false): return token(.infix(.greater))
        case ("=", false):
            guard following != UInt8(ascii: "~") else { throw failure("unexpected character after '=': '~'") }
            return token(.equal)
        default:
            throw failure("unexpected character after '!': \(quotedScalar(at: position))")
        }
    }

    private mutating func wordOrColon(_ byte: UInt8) throws(ParseError) -> Token {
        let colon = UInt8(ascii: ":")
        guard isBracketOpen else {
            while let next = peek(), LabelText.isAlpha(next) || isDigit(next) || next == colon { position += 1 }
            let word = String(decoding: bytes[start..<position], as: UTF8.self)
            return token(Self.kind(of: word))
        }
        guard byte == colon else {
            throw failure("unexpected character: \(GoQuote.quoted(scalar(at: start))), expected ':'")
        }
        guard !hasColon else { throw failure("unexpected colon ':'") }
        hasColon = true
        position += 1
        return token(.colon)
    }

    private func checkDurationStart(_ byte: UInt8) throws(ParseError) {
        switch Unicode.Scalar(byte) {
        case "]", "(", ")", "+", "-", "*", "/", "%", "^": return
        case ":": throw failure("unexpected colon before duration in duration expression")
        default:
            throw failure("unexpected character in duration expression: \(GoQuote.quoted(scalar(at: position)))")
        }
    }

    private mutating func nextInsideBraces() throws(ParseError) -> Token {
        guard let byte = peek() else { throw failure("unexpected end of input inside braces") }
        if LabelText.isAlpha(byte) {
            while let next = peek(), LabelText.isAlpha(next) || isDigit(next) { position += 1 }
            return token(.identifier)
        }
        position += 1
        switch Unicode.Scalar(byte) {
        case ",": return token(.comma)
        case "\"", "'", "`":
            position -= 1
            return try string(byte)
        case "=":
            guard peek() == UInt8(ascii: "~") else { return token(.equal) }
            position += 1
            return token(.equalRegex)
        case "!":
            switch peek() {
            case UInt8(ascii: "~"):
                position += 1
                return token(.notEqualRegex)
            case UInt8(ascii: "="):
                position += 1
                return token(.infix(.notEqual))
            default:
                throw failure("unexpected character after '!' inside braces: \(quotedScalar(at: position))")
            }
        case "{": throw failure("unexpected left brace '{'")
        case "}":
            isBraceOpen = false
            return token(.rightBrace)
        default:
            throw failure("unexpected character inside braces: \(GoQuote.quoted(scalar(at: start)))")
        }
    }
}
