/// The smallest parts of a query.
struct Token: Equatable {
    enum Kind: Equatable {
        /// Names and words of the language alike: which it is depends on where it stands.
        case word(String)
        case string(String)
        case number(Double)
        /// Nanoseconds.
        case duration(Int64)
        case bytes(UInt64)
        /// Nanoseconds between brackets.
        case range(Int64)
        /// `--strict` without its hyphens.
        case flag(String)
        case symbol(String)
        case end
    }

    let kind: Kind
    /// Byte of the query at which it begins.
    let offset: Int

    /// What syntax errors call it.
    var name: String {
        switch kind {
        case .word(let word): Self.words.contains(word.lowercased()) ? word : "IDENTIFIER"
        case .string: "STRING"
        case .number: "NUMBER"
        case .duration: "DURATION"
        case .bytes: "BYTES"
        case .range: "RANGE"
        case .flag: "PARSER_FLAG"
        case .symbol(let text): text
        case .end: "$end"
        }
    }

    func isWord(_ word: String) -> Bool {
        if case .word(let own) = kind { own == word || own.lowercased() == word } else { false }
    }

    func isSymbol(_ text: String) -> Bool { kind == .symbol(text) }

    private static let words: Set<String> = [
        "by", "without", "bool", "offset", "on", "ignoring", "group_left", "group_right", "or", "and", "unless", "json",
        "regexp", "logfmt", "unpack", "pattern", "line_format", "label_format", "unwrap", "decolorize", "drop", "keep",
        "ip", "ip",
    ]
}
