/// Cuts a query into tokens.
struct Lexer {
    let source: [UInt8]
    var offset = 0

    init(_ query: String) throws(LogQLError) {
        source = Array(query.utf8)
        guard source.count <= Limits.queryBytes else {
            throw .invalid("input size too long (\(source.count) > \(Limits.queryBytes))")
        }
    }

    /// All tokens, the end of the query last.
    static func tokens(of query: String) throws(LogQLError) -> [Token] {
        var lexer = try Lexer(query)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(LogQLError) -> Token {
        skipSpaceAndComments()
        let start = offset
        guard let byte = byte() else { return Token(kind: .end, offset: start) }
        let kind: Token.Kind
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "`"): kind = .string(try readString())
        case UInt8(ascii: "["): kind = .range(try readRange())
        case UInt8(ascii: "0")...UInt8(ascii: "9"): kind = try readNumber()
        case UInt8(ascii: "."):
            if let digit = self.byte(1), digit.isDigit { kind = try readNumber() } else { kind = try readSymbol() }
        case UInt8(ascii: "-"):
            if self.byte(1) == byte, let letter = self.byte(2), letter.isLetter {
                offset += 2
                kind = .flag(readWord(also: UInt8(ascii: "-")))
            } else {
                kind = try readSymbol()
            }
        case _ where byte.isLetter: kind = .word(readWord())
        default: kind = try readSymbol()
        }
        return Token(kind: kind, offset: start)
    }

    func byte(_ ahead: Int = 0) -> UInt8? {
        offset + ahead < source.count ? source[offset + ahead] : nil
    }

    func text(from start: Int) -> String { String(decoding: source[start..<offset], as: UTF8.self) }

    /// Line and column of a byte, from 1.
    static func position(of offset: Int, in source: some Collection<UInt8>) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for byte in source.prefix(offset) {
            if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        return (line, column)
    }

    func failure(_ message: String, at offset: Int) -> LogQLError {
        let (line, column) = Self.position(of: offset, in: source)
        return .syntax(message, line: line, column: column)
    }

    private mutating func skipSpaceAndComments() {
        while let byte = byte() {
            if byte == UInt8(ascii: "#") {
                while let byte = self.byte(), byte != UInt8(ascii: "\n") { offset += 1 }
            } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
                offset += 1
            } else {
                return
            }
        }
    }

    private mutating func readWord(also extra: UInt8? = nil) -> String {
        let start = offset
        while let byte = byte(), byte.isLetter || byte.isDigit || byte == extra { offset += 1 }
        return text(from: start)
    }

    private mutating func readSymbol() throws(LogQLError) -> Token.Kind {
        for symbol in Self.symbols where source[offset...].starts(with: symbol.utf8) {
            offset += symbol.utf8.count
            return .symbol(symbol)
        }
        throw failure("syntax error: unexpected character '\(Character(Unicode.Scalar(source[offset])))'", at: offset)
    }

    /// Longer ones first.
    private static let symbols = [
        "|=", "|~", "|>", "!=", "!~", "!>", "=~", "==", ">=", "<=", "|", "=", ">", "<", "{", "}", "(", ")", "]", ",",
        "+", "-", "*", "/", "%", "^",
    ]
}

extension UInt8 {
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    /// A letter of ASCII or an underscore.
    var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_") }
}
