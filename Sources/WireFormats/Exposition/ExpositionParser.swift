internal import Signals

/// Reads one text line by line; `ExpositionParser+Samples` reads samples, `ExpositionParser+Metadata` what starts with #.
struct ExpositionParser {
    let text: [UInt8]
    let isStrict: Bool
    var result = Exposition()
    /// The byte that is read next.
    var position = 0
    /// The end of the line that is read, its line feed not included.
    var lineEnd = 0
    var line = 0
    /// Where a family stands in `result.families`.
    var familyIndex: [String: Int] = [:]
    /// Labels of the sample that is read; kept between samples for its memory.
    var labels: [Label] = []

    init(_ text: [UInt8], format: Exposition.Format) {
        self.text = text
        isStrict = format == .openMetrics
    }

    mutating func parse() throws(ExpositionError) {
        var next = 0
        while next < text.count {
            line += 1
            position = next
            lineEnd = endOfLine(from: next)
            next = lineEnd + 1
            guard lineEnd - position <= Limits.maxExpositionLineBytes else {
                throw error(.lineTooLong(limit: Limits.maxExpositionLineBytes))
            }
            if isStrict, isEndMark() {
                guard next >= text.count else { throw error(.dataAfterEndMark) }
                return
            }
            guard lineEnd < text.count || !isStrict else { throw error(.noEndMark) }
            try parseLine()
        }
        if isStrict { throw error(.noEndMark) }
    }

    private mutating func parseLine() throws(ExpositionError) {
        skipSpaces()
        if position == lineEnd {
            if isStrict { throw error(.blankLine) }
        } else if text[position] == UInt8(ascii: "#") {
            try parseComment()
        } else {
            try parseSample()
        }
    }

    private func endOfLine(from start: Int) -> Int {
        var index = start
        while index < text.count, text[index] != UInt8(ascii: "\n") { index += 1 }
        return index
    }

    private func isEndMark() -> Bool {
        text[position..<lineEnd].elementsEqual("# EOF".utf8)
    }

    // MARK: What the other parts share

    func error(_ reason: ExpositionError.Reason) -> ExpositionError {
        ExpositionError(reason: reason, line: line)
    }

    /// The byte under the position; nil at the end of the line.
    @inline(__always)
    var byte: UInt8? {
        position < lineEnd ? text[position] : nil
    }

    /// Moves over spaces and tabs, which only the older format allows freely.
    @inline(__always)
    mutating func skipSpaces() {
        guard !isStrict else { return }
        while position < lineEnd, text[position] == 0x20 || text[position] == 0x09 { position += 1 }
    }

    /// Moves over what separates the fields of a line: white space, in OpenMetrics exactly one space.
    mutating func skipSeparator() {
        if isStrict {
            if byte == 0x20 { position += 1 }
        } else {
            skipSpaces()
        }
    }

    mutating func take(_ wanted: UInt8) -> Bool {
        guard byte == wanted else { return false }
        position += 1
        return true
    }

    /// Moves over an identifier and answers where it stands; empty where none does.
    @inline(__always)
    mutating func identifier(allowsColon: Bool) -> Range<Int> {
        let start = position
        while position < lineEnd,
            LabelRules.isIdentifierByte(text[position], isFirst: position == start, allowsColon: allowsColon)
        {
            position += 1
        }
        return start..<position
    }

    func string(_ range: Range<Int>) throws(ExpositionError) -> String {
        guard let value = text.text(range) else { throw error(.notUTF8) }
        return value
    }

    /// Moves over a text in quotation marks and answers it without its escapes; nil where none stands.
    ///
    /// Only `\\`, `\"` and `\n` are escapes; any other backslash stands for itself, as in Prometheus.
    mutating func quoted() throws(ExpositionError) -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        var hasEscapes = false
        while let current = byte, current != UInt8(ascii: "\"") {
            if current == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        guard position < lineEnd else {
            position = lineEnd
            throw error(.expected("a closing quotation mark"))
        }
        let range = start..<position
        position += 1
        return hasEscapes ? try unescaped(range, quotes: true) : try string(range)
    }

    func unescaped(_ range: Range<Int>, quotes: Bool) throws(ExpositionError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let next = index + 1 < range.upperBound ? text[index + 1] : 0
            switch (text[index], next) {
            case (UInt8(ascii: "\\"), UInt8(ascii: "n")): bytes.append(UInt8(ascii: "\n"))
            case (UInt8(ascii: "\\"), UInt8(ascii: "\\")): bytes.append(UInt8(ascii: "\\"))
            case (UInt8(ascii: "\\"), UInt8(ascii: "\"")) where quotes: bytes.append(UInt8(ascii: "\""))
            default:
                bytes.append(text[index])
                index -= 1
            }
            index += 2
        }
        guard let value = bytes.text(0..<bytes.count) else { throw error(.notUTF8) }
        return value
    }
}
