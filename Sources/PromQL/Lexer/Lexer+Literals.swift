extension Lexer {
    /// A number, or a duration such as `1h30m`.
    mutating func numberOrDuration() throws(ParseError) -> Token {
        if scanNumber() { return token(.number) }
        if scanRestOfDuration() { return token(.duration) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        throw failure("bad number or duration syntax: \(GoQuote.quoted(text))")
    }

    private mutating func accept(_ characters: StaticString) -> Bool {
        guard let byte = peek(), contains(characters, byte) else { return false }
        position += 1
        return true
    }

    private func contains(_ characters: StaticString, _ byte: UInt8) -> Bool {
        characters.description.utf8.contains(byte)
    }

    private func isAlphanumeric(_ byte: UInt8?) -> Bool {
        byte.map { LabelText.isAlpha($0) || isDigit($0) } ?? false
    }

    /// Digits with at most one point and one exponent, `_` between digits, or hexadecimal digits after `0x`.
    private mutating func scanNumber() -> Bool {
        var isHexadecimal = false
        if accept("0"), accept("xX") {
            _ = accept("_")
            isHexadecimal = true
        }
        var hasPoint = false
        var hasExponent = false
        while let byte = peek() {
            if isDigit(byte) || (isHexadecimal && contains("abcdefABCDEF", byte)) {
                position += 1
            } else if byte == UInt8(ascii: ".") {
                position += 1
                guard !hasPoint, !isHexadecimal, !accept("_.") else { return false }
                hasPoint = true
            } else if byte | 0x20 == UInt8(ascii: "e") {
                position += 1
                guard !hasExponent else { return false }
                hasExponent = true
                _ = accept("+-")
                guard !accept("._eE"), peek() != nil else { return false }
            } else if byte == UInt8(ascii: "_") {
                position += 1
                guard !accept("._eE"), peek() != nil else { return false }
            } else {
                break
            }
        }
        return !isAlphanumeric(peek())
    }

    /// Digits have been read: units and further digits must follow.
    private mutating func scanRestOfDuration() -> Bool {
        guard accept("smhdwy") else { return false }
        _ = accept("s")
        while accept("0123456789") {
            while accept("0123456789") {}
            guard accept("smhdw") else { return false }
            _ = accept("s")
        }
        guard isAlphanumeric(peek()) else { return true }
        position += 1
        return false
    }

    /// A quoted string; the token's text still has its quotes and escapes.
    mutating func string(_ quote: UInt8) throws(ParseError) -> Token {
        position += 1
        while let byte = peek() {
            position += 1
            if byte == quote { return token(.string) }
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") { try escape(quote) }
            if byte == UInt8(ascii: "\n"), quote != UInt8(ascii: "`") { break }
        }
        throw failure(quote == UInt8(ascii: "`") ? "unterminated raw string" : "unterminated quoted string")
    }

    private mutating func escape(_ quote: UInt8) throws(ParseError) {
        guard let byte = peek() else { throw failure("escape sequence not terminated") }
        if byte == quote || contains("abfnrtv\\", byte) {
            position += 1
            return
        }
        let shape: (digits: Int, radix: UInt32, limit: UInt32)
        switch Unicode.Scalar(byte) {
        case "0"..."7": shape = (3, 8, 255)
        case "x": shape = (2, 16, 255)
        case "u": shape = (4, 16, 0x10FFFF)
        case "U": shape = (8, 16, 0x10FFFF)
        default: throw failure("unknown escape sequence \(unicodeName(at: position))")
        }
        if shape.radix == 16 { position += 1 }
        var value: UInt64 = 0
        for _ in 0..<shape.digits {
            guard let next = peek() else { throw failure("escape sequence not terminated") }
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue, digit < shape.radix else {
                throw failure("illegal character \(unicodeName(at: position)) in escape sequence")
            }
            value = value * UInt64(shape.radix) + UInt64(digit)
            position += 1
        }
        guard value <= UInt64(shape.limit), !(0xD800..<0xE000).contains(value) else {
            throw failure("escape sequence is an invalid Unicode code point")
        }
    }

    /// `U+0041 'A'`, as Go's verb `%#U` writes a character.
    private func unicodeName(at offset: Int) -> String {
        let scalar = scalar(at: offset)
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + " \(GoQuote.quoted(scalar))"
    }
}
