/// A replacement with references to groups, as Go's `Regexp.Expand` reads it: `$1`, `${1}`, `$name`, `$$`.
struct PatternExpansion {
    private enum Part {
        case text([UInt8])
        case group(String)
    }

    private var parts: [Part] = []

    init(_ source: String) {
        var bytes = Array(source.utf8)[...]
        var text: [UInt8] = []
        while let byte = bytes.popFirst() {
            guard byte == UInt8(ascii: "$"), let next = bytes.first else {
                text.append(byte)
                continue
            }
            if next == byte {
                text.append(byte)
                bytes.removeFirst()
                continue
            }
            var name: ArraySlice<UInt8>
            if next == UInt8(ascii: "{"), let end = bytes.firstIndex(of: UInt8(ascii: "}")) {
                name = bytes[(bytes.startIndex + 1)..<end]
                bytes = bytes[(end + 1)...]
            } else {
                name = bytes.prefix { $0.isLetter || $0.isDigit }
                bytes = bytes.dropFirst(name.count)
            }
            guard !name.isEmpty else {
                text.append(byte)
                continue
            }
            if !text.isEmpty { parts.append(.text(text)) }
            text = []
            parts.append(.group(String(decoding: name, as: UTF8.self)))
        }
        if !text.isEmpty { parts.append(.text(text)) }
    }

    /// Puts a match in; a group that does not exist or took no part is nothing.
    func expand(_ match: [Range<Int>?], in text: [UInt8], names: [String?]) -> [UInt8] {
        var result: [UInt8] = []
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .group(let name):
                let number = Int(name) ?? names.firstIndex { $0 == name }.map { $0 + 1 }
                if let number, match.indices.contains(number), let range = match[number] { result += text[range] }
            }
        }
        return result
    }
}
