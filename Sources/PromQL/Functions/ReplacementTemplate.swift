/// What `label_replace` makes of a match: text with `$1`, `${1}`, `$name`, `${name}` and `$$`, as Go's `Expand` reads it.
struct ReplacementTemplate {
    private enum Part {
        case text([UInt8])
        case group(String)
    }

    private let parts: [Part]

    init(_ template: String) {
        var parts: [Part] = []
        var text: [UInt8] = []
        var rest = template.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$") else {
                text.append(byte)
                continue
            }
            if rest.first == UInt8(ascii: "$") {
                text.append(byte)
                rest.removeFirst()
            } else if let name = Self.name(&rest) {
                parts.append(.text(text))
                parts.append(.group(name))
                text = []
            } else {
                // What follows is no name: the sign stands for itself.
                text.append(byte)
            }
        }
        self.parts = parts + [.text(text)]
    }

    /// The longest name of letters, digits and underscores, in braces or not.
    private static func name(_ rest: inout Substring.UTF8View.SubSequence) -> String? {
        let isBraced = rest.first == UInt8(ascii: "{")
        let inner = isBraced ? rest.dropFirst() : rest
        let name = inner.prefix { LabelText.isAlpha($0) || LabelText.isDigit($0) }
        guard !name.isEmpty else { return nil }
        var after = inner.dropFirst(name.count)
        if isBraced {
            guard after.popFirst() == UInt8(ascii: "}") else { return nil }
        }
        rest = after
        return String(decoding: name, as: UTF8.self)
    }

    /// The text for a match; a group that does not exist or took no part is empty.
    func expand(_ text: [UInt8], groups: [Range<Int>?], names: [String?]) -> String {
        var result: [UInt8] = []
        for part in parts {
            switch part {
            case .text(let bytes): result += bytes
            case .group(let name):
                let index = Int(name) ?? names.firstIndex(of: name).map { $0 + 1 }
                if let index, groups.indices.contains(index), let range = groups[index] { result += text[range] }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
