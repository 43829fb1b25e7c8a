internal import Patterns

extension TemplateFunction {
    func applyText(_ arguments: [TemplateValue]) throws(TemplateError) -> TemplateValue? {
        // Sprig's functions take the text last, Go's take it first.
        let first = arguments.first?.text ?? ""
        let last = arguments.last?.text ?? ""
        switch self {
        case .toLower, .lower: return .text(last.lowercased())
        case .toUpper, .upper: return .text(last.uppercased())
        case .title: return .text(Self.titled(last))
        case .trimSpace, .trim: return .text(last.trimmingSpaces)
        case .goTrim: return .text(Self.trimmed(first, last, start: true, end: true))
        case .goTrimLeft: return .text(Self.trimmed(first, last, start: true, end: false))
        case .goTrimRight: return .text(Self.trimmed(first, last, start: false, end: true))
        case .trimAll: return .text(Self.trimmed(last, first, start: true, end: true))
        case .goTrimPrefix: return .text(Self.without(first, prefix: last))
        case .goTrimSuffix: return .text(Self.without(first, suffix: last))
        case .trimPrefix: return .text(Self.without(last, prefix: first))
        case .trimSuffix: return .text(Self.without(last, suffix: first))
        case .contains: return .bool(first.isEmpty || last.contains(first))
        case .hasPrefix: return .bool(last.hasPrefix(first))
        case .hasSuffix: return .bool(last.hasSuffix(first))
        case .goReplace:
            return .text(try Self.replaced(first, arguments[1].text, arguments[2].text, arguments[3].integer))
        case .replace: return .text(try Self.replaced(last, first, arguments[1].text, -1))
        case .trunc: return .text(Self.truncated(last, arguments[0].integer))
        case .substr: return .text(Self.part(last, arguments[0].integer, arguments[1].integer))
        case .repeat: return .text(try Self.repeated(last, arguments[0].integer))
        case .indent, .nindent:
            let space = try Self.repeated(" ", arguments[0].integer)
            let text = space + (try Self.replaced(last, "\n", "\n" + space, -1))
            return .text(self == .nindent ? "\n" + text : text)
        case .alignLeft, .alignRight: return .text(try aligned(last, arguments[0].integer))
        case .count: return .whole(Int64(try Self.occurrences(of: first, in: last)))
        case .regexReplaceAll, .regexReplaceAllLiteral:
            return .text(
                try Self.replaced(pattern: first, in: arguments[1].text, last, isLiteral: self != .regexReplaceAll))
        case .b64enc: return .text(Base64Text.encode(Array(last.utf8)))
        case .b64dec: return .text(Base64Text.decode(last).map { LineText.string($0) } ?? "illegal base64 data")
        case .urlencode: return .text(PercentText.encode(last))
        case .urldecode:
            guard let text = PercentText.decode(last) else { throw TemplateError("invalid URL escape in \"\(last)\"") }
            return .text(text)
        default: return nil
        }
    }

    private static func titled(_ text: String) -> String {
        var isStart = true
        return String(
            text.map { character in
                defer { isStart = character.isWhitespace }
                return isStart ? character.uppercased() : String(character)
            }.joined())
    }

    private static func trimmed(_ text: String, _ characters: String, start: Bool, end: Bool) -> String {
        let set = Set(characters.unicodeScalars)
        var scalars = Substring(text).unicodeScalars
        if start { while let scalar = scalars.first, set.contains(scalar) { scalars.removeFirst() } }
        if end { while let scalar = scalars.last, set.contains(scalar) { scalars.removeLast() } }
        return String(scalars)
    }

    private static func without(_ text: String, prefix: String) -> String {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    }

    private static func without(_ text: String, suffix: String) -> String {
        text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) : text
    }

    private static func replaced(
        _ text: String, _ old: String, _ new: String, _ limit: Int64
    ) throws(TemplateError) -> String {
        guard !old.isEmpty else { return text }
        let needle = ByteSearch.Needle(old.utf8)
        let bytes = Array(text.utf8)
        var rest = bytes[...]
        var result: [UInt8] = []
        var left = limit
        while left != 0, let place = ByteSearch.firstIndex(of: needle, in: rest) {
            result += rest[..<place]
            result += Array(new.utf8)
            try checkSize(result.count)
            rest = rest[(place + needle.bytes.count)...]
            left -= 1
        }
        return String(decoding: result + rest, as: UTF8.self)
    }

    private static func checkSize(_ count: Int) throws(TemplateError) {
        guard count <= Limits.templateOutputBytes else {
            throw TemplateError("a template writes more than \(Limits.templateOutputBytes) bytes")
        }
    }

    private static func truncated(_ text: String, _ count: Int64) -> String {
        let scalars = text.unicodeScalars
        let wanted = Int(clamping: count.magnitude)
        return String(count < 0 ? scalars.suffix(wanted) : scalars.prefix(wanted))
    }

    private static func part(_ text: String, _ start: Int64, _ end: Int64) -> String {
        let scalars = text.unicodeScalars
        let from = Int(clamping: Swift.max(start, 0))
        if end < 0 { return String(scalars.dropFirst(from)) }
        return String(scalars.prefix(Int(clamping: end)).dropFirst(from))
    }

    private static func repeated(_ text: String, _ count: Int64) throws(TemplateError) -> String {
        guard count > 0, !text.isEmpty else { return "" }
        guard count <= Int64(Limits.templateOutputBytes / text.utf8.count) else {
            throw TemplateError("a template writes more than \(Limits.templateOutputBytes) bytes")
        }
        return String(repeating: text, count: Int(count))
    }

    /// Exactly so many characters: padded with spaces, or cut.
    private func aligned(_ text: String, _ width: Int64) throws(TemplateError) -> String {
        guard width >= 0 else { return text }
        let scalars = text.unicodeScalars
        let missing = width - Int64(scalars.count)
        if missing <= 0 {
            return self == .alignLeft
                ? String(scalars.prefix(Int(width))) : String(scalars.suffix(Int(width)))
        }
        let space = try Self.repeated(" ", missing)
        return self == .alignLeft ? text + space : space + text
    }

    private static func pattern(_ source: String) throws(TemplateError) -> Pattern {
        do { return try Pattern(source) } catch { throw TemplateError("error parsing regexp: \(error)") }
    }

    private static func occurrences(of source: String, in text: String) throws(TemplateError) -> Int {
        let bytes = Array(text.utf8)
        var (count, index) = (0, 0)
        let pattern = try pattern(source)
        while let match = pattern.firstMatch(in: bytes, from: index)?[0] {
            count += 1
            index = Swift.max(match.upperBound, match.lowerBound + 1)
            if index > bytes.count { break }
        }
        return count
    }

    private static func replaced(
        pattern source: String, in text: String, _ replacement: String, isLiteral: Bool
    ) throws(TemplateError) -> String {
        let pattern = try pattern(source)
        let expansion = isLiteral ? nil : PatternExpansion(replacement)
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while let match = pattern.firstMatch(in: bytes, from: index), let whole = match[0] {
            result += bytes[index..<whole.lowerBound]
            if let expansion {
                result += expansion.expand(match, in: bytes, names: pattern.groupNames)
            } else {
                result += Array(replacement.utf8)
            }
            try checkSize(result.count)
            index = whole.upperBound
            if whole.isEmpty {
                guard index < bytes.count else { break }
                result.append(bytes[index])
                index += 1
            }
        }
        if index < bytes.count { result += bytes[index...] }
        return String(decoding: result, as: UTF8.self)
    }
}
