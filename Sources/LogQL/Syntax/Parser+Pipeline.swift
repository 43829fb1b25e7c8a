internal import Signals

extension Parser {
    /// Reads the stages behind a selector, up to what is no stage.
    ///
    /// `unwrap` is a stage only of ranges and is left to them.
    mutating func parseStages() throws(LogQLError) -> [Stage] {
        var stages: [Stage] = []
        while let stage = try parseStage() {
            guard stages.count < Limits.stages else {
                throw failure("a pipeline has more than \(Limits.stages) stages")
            }
            stages.append(stage)
        }
        return stages
    }

    private mutating func parseStage() throws(LogQLError) -> Stage? {
        if case .symbol(let symbol) = token.kind, let operation = LineFilter.Operation(rawValue: symbol) {
            advance()
            return .line(try parseLineFilter(operation))
        }
        guard token.isSymbol("|"), !token(ahead: 1).isWord("unwrap") else { return nil }
        advance()
        return try parseStageBehindBar()
    }

    private mutating func parseLineFilter(_ operation: LineFilter.Operation) throws(LogQLError) -> LineFilter {
        var sources = [try parseLineText()]
        while skip(word: "or") { sources.append(try parseLineText()) }
        return try LineFilter(operation, sources)
    }

    private mutating func parseLineText() throws(LogQLError) -> (text: String, isAddress: Bool) {
        guard token.isWord("ip") else { return (try expectString(), false) }
        advance()
        try expect("(")
        let text = try expectString()
        try expect(")")
        return (text, true)
    }

    private mutating func parseStageBehindBar() throws(LogQLError) -> Stage {
        // A word of the language that is compared is a label's name.
        guard case .word(let word) = token.kind, !Self.compares(token(ahead: 1)) else {
            return .filter(try parseLabelFilter())
        }
        switch word {
        case "json":
            advance()
            return .json(try parseExtractions(nested: true))
        case "logfmt":
            advance()
            return try parseLogfmt()
        case "regexp":
            advance()
            return .regexp(try Capturing(try expectString()))
        case "pattern":
            advance()
            return .pattern(try LinePattern(extracting: try expectString()))
        case "unpack":
            advance()
            return .unpack
        case "decolorize":
            advance()
            return .decolorize
        case "line_format":
            advance()
            return .lineFormat(try Template(try expectString()))
        case "label_format":
            advance()
            return .labelFormat(try parseLabelFormats())
        case "drop", "keep":
            advance()
            let choices = try parseChoices()
            return word == "drop" ? .drop(choices) : .keep(choices)
        default: return .filter(try parseLabelFilter())
        }
    }

    private static func compares(_ token: Token) -> Bool {
        guard case .symbol(let symbol) = token.kind else { return false }
        return ["=", "==", "!=", "=~", "!~", ">", ">=", "<", "<="].contains(symbol)
    }

    private mutating func parseLogfmt() throws(LogQLError) -> Stage {
        var (strict, keepsEmpty) = (false, false)
        while case .flag(let flag) = token.kind {
            switch flag {
            case "strict": strict = true
            case "keep-empty": keepsEmpty = true
            default: throw failure("syntax error: unknown flag --\(flag)")
            }
            advance()
        }
        return .logfmt(strict: strict, keepsEmpty: keepsEmpty, try parseExtractions(nested: false))
    }

    /// Reads `label="place", label, …`, or nothing.
    private mutating func parseExtractions(nested: Bool) throws(LogQLError) -> [Extraction] {
        var extractions: [Extraction] = []
        guard case .word = token.kind else { return [] }
        repeat {
            let label = try expectName()
            let source = skip("=") ? try expectString() : label
            let path = nested ? Extraction.path(source) : source.isEmpty ? nil : [.key(source)]
            guard let path else {
                throw .invalid("cannot parse expression [\(source)]: syntax error: unexpected $end")
            }
            extractions.append(Extraction(label: label, source: source, path: path))
        } while skip(",")
        return extractions
    }

    private mutating func parseLabelFormats() throws(LogQLError) -> [LabelFormat] {
        var formats: [LabelFormat] = []
        repeat {
            let label = try expectName()
            guard label != LabelName.error, label != LabelName.errorDetails else {
                throw .invalid("\(label) cannot be formatted")
            }
            guard !formats.contains(where: { $0.label == label }) else {
                throw .invalid("multiple label name '\(label)' not allowed in a single format operation")
            }
            try expect("=")
            switch token.kind {
            case .word(let other):
                advance()
                formats.append(LabelFormat(label: label, value: .rename(other)))
            case .string(let text):
                advance()
                formats.append(LabelFormat(label: label, value: .template(try Template(text))))
            default: throw unexpected(expecting: "STRING or IDENTIFIER")
            }
        } while skip(",")
        return formats
    }

    private mutating func parseChoices() throws(LogQLError) -> [LabelChoice] {
        var choices: [LabelChoice] = []
        repeat {
            let name = try expectName()
            let condition = Self.compares(token) ? try parseMatcher(of: name) : nil
            choices.append(LabelChoice(name: name, condition: condition))
        } while skip(",")
        return choices
    }
}
