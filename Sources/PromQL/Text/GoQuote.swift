/// Strings in double quotes as Go's `strconv.Quote` writes them, and their reading.
enum GoQuote {
    /// The text in double quotes, with what is not printable escaped.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            append(scalar, quote: "\"", to: &result)
        }
        return result + "\""
    }

    /// One character in single quotes, as Go's verb `%q` writes it.
    static func quoted(_ scalar: Unicode.Scalar) -> String {
        var result = "'"
        append(scalar, quote: "'", to: &result)
        return result + "'"
    }

    private static func append(_ scalar: Unicode.Scalar, quote: Unicode.Scalar, to result: inout String) {
        switch scalar {
        case quote, "\\":
            result.unicodeScalars.append("\\")
            result.unicodeScalars.append(scalar)
        case "\u{07}": result += "\\a"
        case "\u{08}": result += "\\b"
        case "\u{0C}": result += "\\f"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case "\u{0B}": result += "\\v"
        default:
            if isPrintable(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += escape(scalar.value)
            }
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    private static func escape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        func padded(_ width: Int) -> String {
            String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        if value < 0x80 { return "\\x" + padded(2) }
        return value < 0x10000 ? "\\u" + padded(4) : "\\U" + padded(8)
    }

    /// The text that a quoted literal stands for; nil where it is no valid literal, or not UTF-8 when read.
    ///
    /// Double and single quotes know escapes, back quotes do not.
    static func unquoted(_ literal: Substring.UTF8View) -> String? {
        guard let quote = literal.first, literal.count >= 2, literal.last == quote else { return nil }
        let inner = literal.dropFirst().dropLast()
        if quote == UInt8(ascii: "`") {
            return String(validating: inner.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        var rest = inner
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard appendEscape(&rest, to: &bytes) else { return nil }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func appendEscape(_ rest: inout Substring.UTF8View, to bytes: inout [UInt8]) -> Bool {
        guard let kind = rest.popFirst() else { return false }
        switch Unicode.Scalar(kind) {
        case "a": bytes.append(0x07)
        case "b": bytes.append(0x08)
        case "f": bytes.append(0x0C)
        case "n": bytes.append(0x0A)
        case "r": bytes.append(0x0D)
        case "t": bytes.append(0x09)
        case "v": bytes.append(0x0B)
        case "\\", "\"", "'": bytes.append(kind)
        case "0"..."7":
            var value = UInt32(kind - UInt8(ascii: "0"))
            for _ in 0..<2 {
                guard let digit = rest.popFirst(), (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else {
                    return false
                }
                value = value * 8 + UInt32(digit - UInt8(ascii: "0"))
            }
            guard value < 256 else { return false }
            bytes.append(UInt8(value))
        case "x":
            guard let value = hexadecimal(&rest, digits: 2) else { return false }
            bytes.append(UInt8(value))
        case "u", "U":
            guard let value = hexadecimal(&rest, digits: kind == UInt8(ascii: "u") ? 4 : 8),
                let scalar = Unicode.Scalar(value)
            else { return false }
            bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        default: return false
        }
        return true
    }

    private static func hexadecimal(_ rest: inout Substring.UTF8View, digits: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = rest.popFirst(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
