/// A pattern of literal text and captures in angle brackets: `<ip> - <_> "<method> <path> <_>"`.
struct LinePattern: Sendable {
    enum Part: Sendable, Equatable {
        case literal(ByteSearch.Needle)
        /// Nil where the capture is `<_>`.
        case capture(String?)
    }

    let source: String
    let parts: [Part]

    /// Reads a pattern of the `pattern` parser.
    init(extracting source: String) throws(LogQLError) {
        try self.init(source)
        var names: Set<String> = []
        for case .capture(let name?) in parts where !names.insert(name).inserted {
            throw Self.failure(source, "duplicate capture name: \(name)")
        }
        guard !names.isEmpty else { throw Self.failure(source, "at least one capture is required") }
    }

    /// Reads a pattern of the line filters `|>` and `!>`, which have no named captures.
    init(filtering source: String) throws(LogQLError) {
        try self.init(source)
        for case .capture(.some) in parts { throw Self.failure(source, "named captures are not allowed") }
    }

    private init(_ source: String) throws(LogQLError) {
        self.source = source
        var parts: [Part] = []
        var literal: [UInt8] = []
        var bytes = Array(source.utf8)[...]
        while let byte = bytes.first {
            if byte == UInt8(ascii: "<"), let end = bytes.firstIndex(of: UInt8(ascii: ">")) {
                let name = String(decoding: bytes[bytes.startIndex + 1..<end], as: UTF8.self)
                if LabelName.isValid(name) {
                    if !literal.isEmpty { parts.append(.literal(ByteSearch.Needle(literal))) }
                    literal = []
                    if case .capture = parts.last {
                        throw Self.failure(source, "found consecutive capture '<\(name)>'")
                    }
                    parts.append(.capture(name == "_" ? nil : name))
                    bytes = bytes[(end + 1)...]
                    continue
                }
            }
            literal.append(byte)
            bytes = bytes.dropFirst()
        }
        if !literal.isEmpty { parts.append(.literal(ByteSearch.Needle(literal))) }
        self.parts = parts
    }

    private static func failure(_ source: String, _ reason: String) -> LogQLError {
        .invalid("invalid pattern '\(source)': \(reason)")
    }

    var names: [String] { parts.compactMap { if case .capture(let name) = $0 { name } else { nil } } }

    /// Calls back with each named capture of a line, as byte offsets; nothing where its beginning does not match.
    func captures(in line: ArraySlice<UInt8>, _ take: (String, Range<Int>) -> Void) {
        var rest = line
        var pending: String??
        for part in parts {
            switch part {
            case .capture(let name): pending = .some(name)
            case .literal(let text):
                guard let found = ByteSearch.firstIndex(of: text, in: rest) else {
                    // A literal that is missing gives the capture before it everything up to the end.
                    if case .some(.some(let name)) = pending { take(name, rest.startIndex..<rest.endIndex) }
                    return
                }
                if pending == nil, found != rest.startIndex { return }
                if case .some(.some(let name)) = pending { take(name, rest.startIndex..<found) }
                pending = nil
                rest = rest[(found + text.bytes.count)...]
            }
        }
        if case .some(.some(let name)) = pending { take(name, rest.startIndex..<rest.endIndex) }
    }

    /// Whether a line is made of the pattern from its beginning to its end.
    func matches(_ line: ArraySlice<UInt8>) -> Bool {
        guard !parts.isEmpty else { return line.isEmpty }
        var rest = line
        var isOpen = false
        for (index, part) in parts.enumerated() {
            guard case .literal(let text) = part else {
                isOpen = true
                continue
            }
            if index == parts.count - 1, isOpen {
                return rest.count >= text.bytes.count && rest.suffix(text.bytes.count) == text.bytes[...]
            }
            guard let found = ByteSearch.firstIndex(of: text, in: rest) else { return false }
            if !isOpen, found != rest.startIndex { return false }
            isOpen = false
            rest = rest[(found + text.bytes.count)...]
        }
        return isOpen || rest.isEmpty
    }
}
