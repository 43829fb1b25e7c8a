/// The smallest parts between the braces of a template.
enum TemplateToken: Equatable {
    case field([String])
    case variable(String, [String])
    case word(String)
    case text(String)
    case number(TemplateValue)
    case symbol(String)
}

/// Cuts the inside of an action into tokens.
struct TemplateLexer {
    private let bytes: [UInt8]
    private var index = 0

    static func tokens(_ bytes: ArraySlice<UInt8>) throws(TemplateError) -> [TemplateToken] {
        var lexer = TemplateLexer(bytes: Array(bytes))
        var tokens: [TemplateToken] = []
        while let token = try lexer.next() { tokens.append(token) }
        return tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func byte(_ ahead: Int = 0) -> UInt8? { index + ahead < bytes.count ? bytes[index + ahead] : nil }

    private mutating func next() throws(TemplateError) -> TemplateToken? {
        while let byte = byte(), byte == 0x20 || (0x09...0x0D).contains(byte) { index += 1 }
        guard let byte = byte() else { return nil }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"): return try string(byte)
        case UInt8(ascii: "."):
            if let digit = self.byte(1), digit.isDigit { return try number() }
            return .field(path())
        case UInt8(ascii: "$"):
            index += 1
            let name = word()
            return .variable(name, path())
        case UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ","), UInt8(ascii: "="):
            index += 1
            return .symbol(String(UnicodeScalar(byte)))
        case UInt8(ascii: ")"):
            index += 1
            // `(…).field` is one operand.
            let members = self.byte() == UInt8(ascii: ".") ? path() : []
            return members.isEmpty ? .symbol(")") : .symbol(")." + members.joined(separator: "."))
        case UInt8(ascii: ":") where self.byte(1) == UInt8(ascii: "="):
            index += 2
            return .symbol(":=")
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case _ where byte.isLetter: return .word(word())
        default: throw TemplateError("unexpected character '\(Character(UnicodeScalar(byte)))' in an action")
        }
    }

    private mutating func word() -> String {
        let start = index
        while let byte = byte(), byte.isLetter || byte.isDigit { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// `.a.b`, or a lone dot as no names.
    private mutating func path() -> [String] {
        var names: [String] = []
        while byte() == UInt8(ascii: ".") {
            index += 1
            let name = word()
            if name.isEmpty { break }
            names.append(name)
        }
        return names
    }

    private mutating func string(_ quote: UInt8) throws(TemplateError) -> TemplateToken {
        index += 1
        var text: [UInt8] = []
        while let byte = byte() {
            index += 1
            if byte == quote {
                let value = String(decoding: text, as: UTF8.self)
                guard quote == UInt8(ascii: "'") else { return .text(value) }
                guard let scalar = value.unicodeScalars.first else { break }
                return .number(.whole(Int64(scalar.value)))
            }
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") {
                guard let end = GoEscape.append(at: index, of: bytes, quote: quote, to: &text) else {
                    throw TemplateError("a string has an escape that does not exist")
                }
                index = end
            } else {
                text.append(byte)
            }
        }
        throw TemplateError("unterminated quoted string")
    }

    private mutating func number() throws(TemplateError) -> TemplateToken {
        let start = index
        index += 1
        while let byte = byte(), byte.isDigit || byte.isLetter || byte == UInt8(ascii: ".") { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if let whole = Int64(text) { return .number(.whole(whole)) }
        guard let real = Double(text) else { throw TemplateError("bad number syntax: \"\(text)\"") }
        return .number(.real(real))
    }
}
