/// Reads `key=value` pairs of a line one after another, by the rules of go-logfmt.
struct LogfmtScan {
    enum Pair {
        /// Where the key stands, and the value without its quotation marks.
        case pair(key: Range<Int>, value: Range<Int>, hasEscapes: Bool)
        /// What cannot be read; scanning goes on behind it.
        case malformed(String, at: Int)
        case end
    }

    private(set) var index = 0

    mutating func next(_ text: Span<UInt8>) -> Pair {
        while index < text.count, text[index] <= 0x20 { index += 1 }
        guard index < text.count else { return .end }
        let start = index
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "=") {
                guard index > start else { return malformed("unexpected '='", text) }
                let key = start..<index
                index += 1
                return value(of: key, text)
            }
            if byte == UInt8(ascii: "\"") { return malformed("unexpected '\"'", text) }
            if byte <= 0x20 { break }
            index += 1
        }
        return .pair(key: start..<index, value: index..<index, hasEscapes: false)
    }

    private mutating func value(of key: Range<Int>, _ text: Span<UInt8>) -> Pair {
        let start = index
        guard index < text.count, text[index] > 0x20 else {
            return .pair(key: key, value: start..<start, hasEscapes: false)
        }
        if text[index] == UInt8(ascii: "\"") {
            guard let found = JSONScan.string(text, &index) else {
                index = text.count
                return .malformed("unterminated quoted value", at: text.count + 1)
            }
            return .pair(key: key, value: found.range, hasEscapes: found.hasEscapes)
        }
        while index < text.count, text[index] > 0x20 {
            if text[index] == UInt8(ascii: "=") { return malformed("unexpected '='", text) }
            if text[index] == UInt8(ascii: "\"") { return malformed("unexpected '\"'", text) }
            index += 1
        }
        return .pair(key: key, value: start..<index, hasEscapes: false)
    }

    /// Moves behind what cannot be read, up to the next space.
    private mutating func malformed(_ reason: String, _ text: Span<UInt8>) -> Pair {
        let place = index + 1
        while index < text.count, text[index] > 0x20 { index += 1 }
        return .malformed(reason, at: place)
    }
}
