/// Moving over JSON in a line without building anything.
///
/// Lenient, as log lines are: it checks what it needs to find its way, takes duplicate keys and raw control
/// characters, and answers nil where it cannot go on.
enum JSONScan {
    enum Kind {
        case string, number, bool, null, object, array
    }

    static func skipSpace(_ text: Span<UInt8>, _ index: inout Int) {
        while index < text.count, text[index] <= 0x20 { index += 1 }
    }

    static func kind(_ byte: UInt8) -> Kind? {
        switch byte {
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        default: nil
        }
    }

    /// Moves over the string whose quotation mark is under `index` and answers what stands in it.
    static func string(_ text: Span<UInt8>, _ index: inout Int) -> (range: Range<Int>, hasEscapes: Bool)? {
        let start = index + 1
        var at = start
        var hasEscapes = false
        while at < text.count {
            let byte = text[at]
            if byte == UInt8(ascii: "\"") {
                index = at + 1
                return (start..<at, hasEscapes)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                at += 1
            }
            at += 1
        }
        return nil
    }

    /// Moves over a number or a word and answers where it stands.
    static func scalar(_ text: Span<UInt8>, _ index: inout Int, _ kind: Kind) -> Range<Int>? {
        let start = index
        var at = index
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0...0x20: break
            default:
                at += 1
                continue
            }
            break
        }
        index = at
        switch kind {
        case .bool: return isWord("true", text, start..<at) || isWord("false", text, start..<at) ? start..<at : nil
        case .null: return isWord("null", text, start..<at) ? start..<at : nil
        default:
            for position in start..<at where !isNumeric(text[position]) { return nil }
            return start..<at
        }
    }

    /// Moves over any value and answers where it stands; brackets inside must be balanced.
    static func value(_ text: Span<UInt8>, _ index: inout Int) -> Range<Int>? {
        let start = index
        guard index < text.count, let kind = kind(text[index]) else { return nil }
        switch kind {
        case .string: return string(text, &index) == nil ? nil : start..<index
        case .number, .bool, .null: return scalar(text, &index, kind)
        case .object, .array:
            var depth = 0
            while index < text.count {
                switch text[index] {
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: "\""):
                    guard string(text, &index) != nil else { return nil }
                    continue
                default: break
                }
                index += 1
                if depth == 0 { return start..<index }
            }
            return nil
        }
    }

    /// The bytes of a string with its escapes resolved; nil where an escape is none.
    static func unescaped(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard index < range.upperBound else { return nil }
            let escape = text[index]
            index += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                guard let scalar = scalarEscape(text, &index, range.upperBound) else { return nil }
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            default: return nil
            }
        }
        return result
    }

    /// A string's text; empty where an escape is none, as in Loki.
    static func text(_ text: Span<UInt8>, _ found: (range: Range<Int>, hasEscapes: Bool)) -> String {
        guard found.hasEscapes else { return LineText.string(text.extracting(found.range)) }
        return unescaped(text, found.range).map { LineText.string($0) } ?? ""
    }

    private static func scalarEscape(_ text: Span<UInt8>, _ index: inout Int, _ end: Int) -> Unicode.Scalar? {
        guard let unit = hexUnit(text, index, end) else { return nil }
        index += 4
        guard Unicode.UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
        guard index + 1 < end, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u"),
            let trail = hexUnit(text, index + 2, end), Unicode.UTF16.isTrailSurrogate(trail)
        else { return "\u{FFFD}" }
        index += 6
        return Unicode.Scalar(0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF)))
    }

    private static func hexUnit(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt16? {
        guard start + 4 <= end else { return nil }
        var unit: UInt16 = 0
        for index in start..<start + 4 {
            let byte = text[index]
            let letter = byte | 0x20
            if byte.isDigit {
                unit = unit << 4 | UInt16(byte & 15)
            } else if (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(letter) {
                unit = unit << 4 | UInt16(letter - UInt8(ascii: "a") + 10)
            } else {
                return nil
            }
        }
        return unit
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
            || byte | 0x20 == UInt8(ascii: "e")
    }

    private static func isWord(_ word: StaticString, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let bytes = word.description.utf8
        guard bytes.count == range.count else { return false }
        for (byte, index) in zip(bytes, range) where byte != text[index] { return false }
        return true
    }
}
