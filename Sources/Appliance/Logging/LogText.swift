/// Cuts text to what fits into a log line.
enum LogText {
    /// The text, or as many whole characters of it as take at most `limit` bytes once escaped for JSON.
    static func cut(_ text: some StringProtocol, to limit: Int) -> String {
        // The longest escape, \u001f, is six bytes for one.
        if text.utf8.count <= limit / 6 { return String(text) }
        var bytes = 0
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            bytes += escapedBytes(scalar)
            if bytes > limit { break }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    /// Bytes of a text in a JSON string.
    static func escapedBytes(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + escapedBytes($1) }
    }

    /// Bytes of a scalar in a JSON string.
    private static func escapedBytes(_ scalar: Unicode.Scalar) -> Int {
        switch scalar {
        case "\"", "\\": 2
        case "\0"..<" ": 6
        default: UTF8.width(scalar)
        }
    }
}
