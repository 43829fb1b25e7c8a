public import Signals

/// A stream's labels as text: `{app="x", host="y"}`.
public enum StreamLabels {
    /// Reads the text of a push: a braced list of equalities, with values in quotation marks or backquotes.
    ///
    /// Names are `[a-zA-Z_][a-zA-Z0-9_]*`; the escapes of a quoted value are those of Go, a backquoted one has none. Nothing
    /// else of LogQL is accepted: no other operator, no second comma, nothing after the brace. Throws ``BadLabels``.
    public static func parse(_ text: String) throws(BadLabels) -> LabelSet {
        var scanner = StreamLabelScanner(text)
        return try scanner.scan()
    }
}

private struct StreamLabelScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func scan() throws(BadLabels) -> LabelSet {
        var labels: [Label] = []
        skipSpaces()
        guard take("{") else { throw malformed("an opening brace was expected") }
        skipSpaces()
        while !take("}") {
            guard labels.count < Limits.maxLabels else { throw .tooMany(limit: Limits.maxLabels) }
            labels.append(try label())
            skipSpaces()
            if take(",") {
                skipSpaces()
                guard byte != UInt8(ascii: "}") else { throw malformed("a label was expected after the comma") }
            } else if byte != UInt8(ascii: "}") {
                throw malformed("a comma or a closing brace was expected")
            }
        }
        skipSpaces()
        guard position == bytes.count else { throw malformed("something follows the closing brace") }
        guard !labels.isEmpty else { throw .none }
        return try LabelRules.set(labels)
    }

    private mutating func label() throws(BadLabels) -> Label {
        let start = position
        while let byte, LabelRules.isIdentifierByte(byte, isFirst: position == start, allowsColon: false) {
            position += 1
        }
        guard position > start else { throw malformed("the name of a label was expected") }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        skipSpaces()
        guard take("="), byte != UInt8(ascii: "~") else { throw malformed("an equals sign was expected") }
        skipSpaces()
        let value = try value()
        try LabelRules.check(nameBytes: name.utf8.count, valueBytes: value.utf8.count, name: name)
        return Label(name, value)
    }

    private mutating func value() throws(BadLabels) -> String {
        let opening = position
        guard let quote = byte, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`") else {
            throw malformed("a value in quotation marks was expected")
        }
        position += 1
        while let byte, byte != quote {
            let isEscape = byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"")
            guard byte != UInt8(ascii: "\n") || quote == UInt8(ascii: "`") else {
                throw malformed("a line feed in quotation marks must be escaped")
            }
            position = min(position + (isEscape ? 2 : 1), bytes.count)
        }
        guard take(quote) else { throw malformed("the value's end was expected") }
        let content = bytes[opening + 1..<position - 1]
        guard quote == UInt8(ascii: "\""), content.contains(UInt8(ascii: "\\")) else {
            return String(decoding: content, as: UTF8.self)
        }
        guard let text = GoEscapes.unescaped(content) else {
            position = opening
            throw malformed("the value has an escape that there is not")
        }
        return text
    }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        take(UInt8(truncatingIfNeeded: character.value))
    }

    private mutating func take(_ wanted: UInt8) -> Bool {
        guard byte == wanted else { return false }
        position += 1
        return true
    }

    private mutating func skipSpaces() {
        while let byte, byte == 0x20 || (0x09...0x0d).contains(byte) { position += 1 }
    }

    private func malformed(_ reason: String) -> BadLabels { .malformed(reason: reason, offset: position) }
}
