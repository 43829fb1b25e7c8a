extension Lexer {
    /// A string in quotation marks with Go's escapes, or between backticks as it stands.
    mutating func readString() throws(LogQLError) -> String {
        let start = offset
        let quote = source[offset]
        offset += 1
        if quote == UInt8(ascii: "`") {
            guard let end = source[offset...].firstIndex(of: quote) else {
                throw failure("literal not terminated", at: start)
            }
            defer { offset = end + 1 }
            return String(decoding: source[offset..<end], as: UTF8.self)
        }
        var bytes: [UInt8] = []
        while let byte = byte(), byte != UInt8(ascii: "\n") {
            offset += 1
            if byte == quote { return String(decoding: bytes, as: UTF8.self) }
            if byte != UInt8(ascii: "\\") {
                bytes.append(byte)
            } else if let end = GoEscape.append(at: offset, of: source, quote: quote, to: &bytes) {
                offset = end
            } else {
                throw failure("invalid char escape", at: offset - 1)
            }
        }
        throw failure("literal not terminated", at: start)
    }

    /// What stands between brackets: a duration, in nanoseconds.
    mutating func readRange() throws(LogQLError) -> Int64 {
        let start = offset
        guard let end = source[offset...].firstIndex(of: UInt8(ascii: "]")) else {
            throw failure("missing closing ']' in duration", at: start)
        }
        let text = String(decoding: source[offset + 1..<end], as: UTF8.self)
        offset = end + 1
        guard let duration = Units.duration(text), duration > 0 else {
            throw failure("not a valid duration string: \"\(text)\"", at: start)
        }
        return duration
    }

    /// A number, a duration or a size.
    mutating func readNumber() throws(LogQLError) -> Token.Kind {
        let start = offset
        while let byte = byte(), byte.isDigit || byte == UInt8(ascii: ".") { offset += 1 }
        if let byte = byte(), byte | 0x20 == UInt8(ascii: "e"), exponentFollows {
            offset += 2
            while let byte = self.byte(), byte.isDigit { offset += 1 }
        } else if let byte = byte(), byte.isLetter || byte >= 0x80 {
            while let byte = self.byte(), byte.isLetter || byte.isDigit || byte == UInt8(ascii: ".") || byte >= 0x80 {
                offset += 1
            }
            return try value(of: text(from: start), at: start)
        }
        let text = text(from: start)
        guard let number = Double(text) else { throw failure("not a valid number: \"\(text)\"", at: start) }
        return .number(number)
    }

    private var exponentFollows: Bool {
        guard let first = byte(1) else { return false }
        if first.isDigit { return true }
        return (first == UInt8(ascii: "+") || first == UInt8(ascii: "-")) && byte(2)?.isDigit == true
    }

    private func value(of text: String, at start: Int) throws(LogQLError) -> Token.Kind {
        if let duration = Units.duration(text) { return .duration(duration) }
        if let size = Units.bytes(text) { return .bytes(size) }
        if text.hasPrefix("0x"), let number = UInt64(text.dropFirst(2), radix: 16) { return .number(Double(number)) }
        throw failure("syntax error: unexpected IDENTIFIER", at: start)
    }
}
