/// The lines of a text, one after the other, as ranges of its bytes.
struct LineReader {
    let bytes: [UInt8]
    /// The line that was read last, without its end.
    private(set) var line = 0..<0
    /// The number of `line`, from 1.
    private(set) var number = 0
    private var next = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Moves on to the next line; false at the end.
    ///
    /// Lines end in `\n` or `\r\n`.
    mutating func advance() -> Bool {
        guard next < bytes.count else { return false }
        let start = next
        var end = Self.endOfLine(bytes.span, from: start)
        next = end + 1
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        line = start..<end
        number += 1
        return true
    }

    private static func endOfLine(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return end
    }

    /// Whether the current line begins with `prefix`.
    func starts(with prefix: String) -> Bool {
        bytes[line].starts(with: prefix.utf8)
    }

    /// Whether the current line is `text`.
    func equals(_ text: String) -> Bool {
        line.count == text.utf8.count && starts(with: text)
    }

    /// The text of a range; `nil` where it is not UTF-8.
    func text(_ range: Range<Int>) -> String? {
        String(validating: bytes[range], as: UTF8.self)
    }

    /// The current line's parts before and after the first `=`; `nil` where it has none.
    var keyAndValue: (key: Range<Int>, value: Range<Int>)? {
        var equals = line.lowerBound
        while equals < line.upperBound, bytes[equals] != UInt8(ascii: "=") { equals += 1 }
        guard equals < line.upperBound else { return nil }
        return (line.lowerBound..<equals, equals + 1..<line.upperBound)
    }
}
