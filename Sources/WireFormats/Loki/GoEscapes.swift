/// The escapes of a string literal of Go (https://go.dev/ref/spec#String_literals), as strconv.Unquote resolves them.
enum GoEscapes {
    /// The text between the quotation marks without its escapes; nil where one is unknown or gives no UTF-8.
    static func unescaped(_ content: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(content.count)
        var rest = content
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard append(&rest, to: &bytes) else { return nil }
        }
        return bytes.text(0..<bytes.count)
    }

    /// Resolves what follows a backslash.
    private static func append(_ rest: inout ArraySlice<UInt8>, to bytes: inout [UInt8]) -> Bool {
        guard let kind = rest.popFirst() else { return false }
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
            UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
            UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "\""): UInt8(ascii: "\""),
        ]
        if let byte = plain[kind] {
            bytes.append(byte)
            return true
        }
        switch kind {
        case UInt8(ascii: "x"): return appendByte(number(&rest, digits: 2, radix: 16), to: &bytes)
        case UInt8(ascii: "u"): return appendScalar(number(&rest, digits: 4, radix: 16), to: &bytes)
        case UInt8(ascii: "U"): return appendScalar(number(&rest, digits: 8, radix: 16), to: &bytes)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            let tail = number(&rest, digits: 2, radix: 8)
            return appendByte(tail.map { UInt32(kind - UInt8(ascii: "0")) << 6 | $0 }, to: &bytes)
        default: return false
        }
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int, radix: Int) -> UInt32? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else {
            return nil
        }
        rest = rest.dropFirst(digits)
        return UInt32(String(decoding: text, as: UTF8.self), radix: radix)
    }

    private static func appendByte(_ value: UInt32?, to bytes: inout [UInt8]) -> Bool {
        guard let value, let byte = UInt8(exactly: value) else { return false }
        bytes.append(byte)
        return true
    }

    private static func appendScalar(_ value: UInt32?, to bytes: inout [UInt8]) -> Bool {
        guard let value, let scalar = Unicode.Scalar(value) else { return false }
        bytes.append(contentsOf: String(Character(scalar)).utf8)
        return true
    }
}
