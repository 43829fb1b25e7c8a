extension JSONReader {
    /// Reads a string, escapes resolved.
    public mutating func readString() throws(JSONError) -> String {
        try expect(.string)
        return string(of: try scanString())
    }

    /// Checks the string that starts at the quotation mark under `offset`, moves past it and answers where it stands.
    mutating func scanString() throws(JSONError) -> JSONKey {
        let start = offset + 1
        var index = start
        var hasEscapes = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                offset = index + 1
                return JSONKey(range: start..<index, hasEscapes: hasEscapes)
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                index = try checkEscape(at: index)
            } else if byte < 0x20 {
                throw malformed("a control character in a string must be escaped", at: index)
            } else if byte < 0x80 {
                index += 1
            } else {
                index = try checkUTF8(at: index)
            }
        }
        throw malformed("the text ends inside a string", at: bytes.count)
    }

    /// The bytes of a key or string with its escapes resolved; they have been checked by `scanString`.
    func unescaped(_ key: JSONKey) -> [UInt8] {
        guard key.hasEscapes else { return Array(bytes[key.range]) }
        var result: [UInt8] = []
        result.reserveCapacity(key.range.count)
        var index = key.range.lowerBound
        while index < key.range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "u"):
                let (scalar, end) = escapedScalar(at: index)
                result.append(contentsOf: String(Character(scalar)).utf8)
                index = end
                continue
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case let itself: result.append(itself)
            }
            index += 2
        }
        return result
    }

    // MARK: Escapes

    /// Checks the escape at a backslash and answers the index behind it.
    private func checkEscape(at index: Int) throws(JSONError) -> Int {
        guard index + 1 < bytes.count else { throw malformed("the text ends inside a string", at: bytes.count) }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index + 2
        case UInt8(ascii: "u"):
            let unit = try hexUnit(at: index)
            guard Unicode.UTF16.isSurrogate(unit) else { return index + 6 }
            guard Unicode.UTF16.isLeadSurrogate(unit), index + 7 < bytes.count,
                bytes[index + 6] == UInt8(ascii: "\\"), bytes[index + 7] == UInt8(ascii: "u"),
                Unicode.UTF16.isTrailSurrogate(try hexUnit(at: index + 6))
            else { throw malformed("half of a surrogate pair stands alone", at: index) }
            return index + 12
        default:
            throw malformed("there is no such escape", at: index)
        }
    }

    /// The four hexadecimal digits of `\uXXXX` at a backslash.
    private func hexUnit(at index: Int) throws(JSONError) -> UInt16 {
        guard index + 6 <= bytes.count else { throw malformed("the text ends inside a string", at: bytes.count) }
        var unit: UInt16 = 0
        for position in index + 2..<index + 6 {
            guard let digit = hexDigit(bytes[position]) else {
                throw malformed("\\u must be followed by four hexadecimal digits", at: index)
            }
            unit = unit << 4 | digit
        }
        return unit
    }

    private func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The scalar of a checked `\uXXXX` or `\uXXXX\uXXXX`, and the index behind it.
    private func escapedScalar(at index: Int) -> (Unicode.Scalar, Int) {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        guard let unit = try? hexUnit(at: index) else { return (replacement, index + 6) }
        guard Unicode.UTF16.isSurrogate(unit) else { return (Unicode.Scalar(unit) ?? replacement, index + 6) }
        guard let trail = try? hexUnit(at: index + 6) else { return (replacement, index + 6) }
        let scalar = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF))
        return (Unicode.Scalar(scalar) ?? replacement, index + 12)
    }

    // MARK: UTF-8

    /// Checks one character of two to four bytes (RFC 3629, section 4) and answers the index behind it.
    private func checkUTF8(at index: Int) throws(JSONError) -> Int {
        let length: Int
        let second: ClosedRange<UInt8>
        switch bytes[index] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw malformed("a string is not UTF-8", at: index)
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]),
            bytes[index + 2..<index + length].allSatisfy({ 0x80...0xBF ~= $0 })
        else { throw malformed("a string is not UTF-8", at: index) }
        return index + length
    }
}
