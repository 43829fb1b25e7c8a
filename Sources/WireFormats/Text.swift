extension ProtobufCursor {
    /// The bytes of a range as text; nil where they are not UTF-8.
    @inline(__always)
    func text(_ range: Range<Int>) -> String? {
        bytes.text(range)
    }
}

extension [UInt8] {
    /// The bytes of a range as text; nil where they are not UTF-8.
    @inline(__always)
    func text(_ range: Range<Int>) -> String? {
        guard let checked = try? UTF8Span(validating: span.extracting(range)) else { return nil }
        return String(copying: checked)
    }
}

extension String {
    /// The longest beginning of whole characters that fits.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
