/// The escapes of Go's string literals (The Go Programming Language Specification, "Rune literals").
enum GoEscape {
    /// Appends what the escape stands for and answers the index behind it; nil where there is no such escape.
    ///
    /// `start` is the byte behind the backslash.
    static func append(at start: Int, of source: [UInt8], quote: UInt8, to bytes: inout [UInt8]) -> Int? {
        guard start < source.count else { return nil }
        switch source[start] {
        case UInt8(ascii: "a"): bytes.append(0x07)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "v"): bytes.append(0x0B)
        case UInt8(ascii: "\\"), quote: bytes.append(source[start])
        case UInt8(ascii: "x"):
            guard let value = number(source, start + 1, digits: 2, radix: 16) else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: value))
            return start + 3
        case UInt8(ascii: "u"): return appendScalar(source, start + 1, digits: 4, to: &bytes)
        case UInt8(ascii: "U"): return appendScalar(source, start + 1, digits: 8, to: &bytes)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            guard let value = number(source, start, digits: 3, radix: 8), value < 256 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: value))
            return start + 3
        default: return nil
        }
        return start + 1
    }

    private static func appendScalar(_ source: [UInt8], _ start: Int, digits: Int, to bytes: inout [UInt8]) -> Int? {
        guard let value = number(source, start, digits: digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            return nil
        }
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        return start + digits
    }

    private static func number(_ source: [UInt8], _ start: Int, digits: Int, radix: Int) -> UInt32? {
        guard start + digits <= source.count else { return nil }
        let text = source[start..<start + digits]
        guard text.allSatisfy({ $0.isDigit || $0.isLetter }) else { return nil }
        return UInt32(String(decoding: text, as: UTF8.self), radix: radix)
    }
}
