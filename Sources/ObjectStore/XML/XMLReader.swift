/// Reads the XML that object stores answer: elements and text, strictly and bounded.
///
/// It knows no document types, and therefore no entities but the five of the language, so nothing in a document can grow
/// or point elsewhere. Attributes and comments are read over. The grammar is that of XML 1.0, fifth edition.
struct XMLReader {
    /// Why a document is refused, and where.
    struct Failure: Error, Sendable, Hashable {
        let reason: String
        let offset: Int
    }

    private let bytes: [UInt8]
    private var offset = 0
    private var nodes = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The element that a document is.
    static func read(_ bytes: [UInt8]) throws(Failure) -> XMLElement {
        var reader = XMLReader(bytes)
        return try reader.document()
    }

    private mutating func document() throws(Failure) -> XMLElement {
        if starts(with: "\u{FEFF}") { offset += 3 }
        if starts(with: "<?xml") { try skip(past: "?>") }
        try skipBetweenElements()
        guard starts(with: "<") else { throw failure("there is no element") }
        let root = try tree()
        try skipBetweenElements()
        guard offset == bytes.count else { throw failure("something follows the last element") }
        return root
    }

    /// An element with all in it, kept on a stack of its own: the input does not decide how deep a call goes.
    private mutating func tree() throws(Failure) -> XMLElement {
        var open: [XMLElement] = []
        var text: [UInt8] = []
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "<") else {
                guard !open.isEmpty else { throw failure("text stands outside of elements") }
                try readText(into: &text)
                continue
            }
            if starts(with: "<!--") {
                try skip(past: "-->")
            } else if starts(with: "</") {
                offset += 2
                guard var element = open.popLast(), try name() == element.name else {
                    throw failure("an end does not match its beginning")
                }
                skipSpace()
                try expect(">")
                try finish(&element, text: &text)
                guard !open.isEmpty else { return element }
                open[open.count - 1].children.append(element)
            } else {
                let (element, isEmpty) = try beginning()
                text.removeAll(keepingCapacity: true)
                if !isEmpty {
                    guard open.count < Limits.xmlDepth else { throw failure("elements stand too deep") }
                    open.append(element)
                } else if open.isEmpty {
                    return element
                } else {
                    open[open.count - 1].children.append(element)
                }
            }
        }
        throw failure("the document ends within an element")
    }

    private func finish(_ element: inout XMLElement, text: inout [UInt8]) throws(Failure) {
        // What stands between elements is layout, and only leaves have text.
        if element.children.isEmpty {
            guard let valid = String(validating: text, as: UTF8.self) else { throw failure("a text is not UTF-8") }
            element.text = valid
        }
        text.removeAll(keepingCapacity: true)
    }

    /// `<name attributes>` or `<name attributes/>`.
    private mutating func beginning() throws(Failure) -> (XMLElement, isEmpty: Bool) {
        try count()
        try expect("<")
        let element = XMLElement(name: try name())
        while true {
            let before = offset
            skipSpace()
            if starts(with: "/>") {
                offset += 2
                return (element, true)
            }
            if starts(with: ">") {
                offset += 1
                return (element, false)
            }
            guard offset > before else { throw failure("a beginning is not closed") }
            try skipAttribute()
        }
    }

    private mutating func skipAttribute() throws(Failure) {
        try count()
        _ = try name()
        skipSpace()
        try expect("=")
        skipSpace()
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") || bytes[offset] == UInt8(ascii: "'") else {
            throw failure("the value of an attribute is not quoted")
        }
        let quote = bytes[offset]
        offset += 1
        while offset < bytes.count, bytes[offset] != quote, bytes[offset] != UInt8(ascii: "<") { offset += 1 }
        guard offset < bytes.count, bytes[offset] == quote else { throw failure("an attribute is not closed") }
        offset += 1
    }

    private mutating func readText(into text: inout [UInt8]) throws(Failure) {
        try count()
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "<") {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "&") {
                text += try reference()
            } else {
                guard Self.isCharacter(UInt32(byte)) else { throw failure("a text has a character that none may have") }
                text.append(byte)
                offset += 1
            }
        }
    }

    private mutating func reference() throws(Failure) -> [UInt8] {
        guard let end = bytes[offset...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
            throw failure("a reference is not closed")
        }
        let name = String(decoding: bytes[(offset + 1)..<end], as: UTF8.self)
        defer { offset = end + 1 }
        switch name {
        case "amp": return [UInt8(ascii: "&")]
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default:
            let digits = name.dropFirst(name.hasPrefix("#x") ? 2 : 1)
            guard name.hasPrefix("#"), digits.utf8.allSatisfy({ Hexadecimal.value($0) != nil }),
                let value = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10), Self.isCharacter(value),
                let scalar = Unicode.Scalar(value)
            else { throw failure("there is a reference to nothing known") }
            return Array(String(scalar).utf8)
        }
    }

    // MARK: - Bytes

    private mutating func name() throws(Failure) -> String {
        let begin = offset
        var local = offset
        while offset < bytes.count, Self.isInName(bytes[offset]) {
            if bytes[offset] == UInt8(ascii: ":") { local = offset + 1 }
            offset += 1
        }
        guard local < offset, offset - begin <= Limits.xmlNameBytes else {
            throw failure("a name is missing or too long")
        }
        return String(decoding: bytes[local..<offset], as: UTF8.self)
    }

    private mutating func skipBetweenElements() throws(Failure) {
        skipSpace()
        while starts(with: "<!--") {
            try skip(past: "-->")
            skipSpace()
        }
    }

    private mutating func skipSpace() {
        while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func skip(past mark: String) throws(Failure) {
        while offset < bytes.count {
            if starts(with: mark) {
                offset += mark.utf8.count
                return
            }
            offset += 1
        }
        throw failure("a comment or a declaration is not closed")
    }

    private mutating func expect(_ mark: String) throws(Failure) {
        guard starts(with: mark) else { throw failure("\(mark) is missing") }
        offset += mark.utf8.count
    }

    private mutating func count() throws(Failure) {
        nodes += 1
        guard nodes <= Limits.xmlNodes else { throw failure("there are too many elements") }
    }

    private func starts(with mark: String) -> Bool { bytes[offset...].starts(with: mark.utf8) }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: offset) }

    private static func isInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private static func isCharacter(_ value: UInt32) -> Bool {
        value >= 0x20 || value == 0x09 || value == 0x0A || value == 0x0D
    }
}
