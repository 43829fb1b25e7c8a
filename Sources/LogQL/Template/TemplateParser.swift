/// Reads a template into nodes.
struct TemplateParser {
    /// Labels that were named.
    private(set) var fields: Set<String> = []
    /// Whether the dot itself, all labels, is used.
    private(set) var usesWhole = false

    private enum Piece {
        case text([UInt8])
        case action([TemplateToken])
    }

    private let pieces: [Piece]
    private var position = 0
    private var nodeCount = 0
    private var depth = 0
    /// How many `with` there are around this point, in which the dot is something else.
    private var withDepth = 0

    init(_ source: String) throws(TemplateError) {
        pieces = try Self.cut(Array(source.utf8))
    }

    mutating func parse() throws(TemplateError) -> [TemplateNode] {
        let (nodes, end) = try parseList()
        guard end == nil else { throw TemplateError("unexpected {{\(end?.word ?? "")}}") }
        return nodes
    }

    // MARK: Text and actions

    private static func cut(_ bytes: [UInt8]) throws(TemplateError) -> [Piece] {
        var pieces: [Piece] = []
        var index = 0
        var trims = false
        while index < bytes.count {
            var end = index
            while end < bytes.count, !isBraces(bytes, end, UInt8(ascii: "{")) { end += 1 }
            var text = bytes[index..<end]
            if trims { text = text.drop { isSpace($0) } }
            guard end < bytes.count else {
                if !text.isEmpty { pieces.append(.text(Array(text))) }
                break
            }
            var start = end + 2
            if start + 1 < bytes.count, bytes[start] == UInt8(ascii: "-"), isSpace(bytes[start + 1]) {
                while let last = text.last, isSpace(last) { text.removeLast() }
                start += 1
            }
            if !text.isEmpty { pieces.append(.text(Array(text))) }
            guard var close = closing(bytes, start) else { throw TemplateError("unclosed action") }
            index = close + 2
            trims = close - 1 > start && bytes[close - 1] == UInt8(ascii: "-") && isSpace(bytes[close - 2])
            if trims { close -= 1 }
            let inside = bytes[start..<close]
            if inside.starts(with: "/*".utf8) { continue }
            pieces.append(.action(try TemplateLexer.tokens(inside)))
        }
        return pieces
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isBraces(_ bytes: [UInt8], _ index: Int, _ brace: UInt8) -> Bool {
        bytes[index] == brace && index + 1 < bytes.count && bytes[index + 1] == brace
    }

    /// Where the braces close, not counting those inside strings.
    private static func closing(_ bytes: [UInt8], _ start: Int) -> Int? {
        var index = start
        var quote: UInt8?
        while index < bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == UInt8(ascii: "\\"), open != UInt8(ascii: "`") {
                    index += 1
                } else if byte == open {
                    quote = nil
                }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if isBraces(bytes, index, UInt8(ascii: "}")) {
                return index
            }
            index += 1
        }
        return nil
    }

    // MARK: Nodes

    /// What ended a list: `end`, or `else` with what stands behind it.
    private struct Ending {
        let word: String
        let rest: ArraySlice<TemplateToken>
    }

    private mutating func parseList() throws(TemplateError) -> ([TemplateNode], Ending?) {
        guard depth < Limits.templateDepth else {
            throw TemplateError("a template nests deeper than \(Limits.templateDepth) levels")
        }
        depth += 1
        defer { depth -= 1 }
        var nodes: [TemplateNode] = []
        while position < pieces.count {
            let piece = pieces[position]
            position += 1
            nodeCount += 1
            guard nodeCount <= Limits.templateNodes else {
                throw TemplateError("a template has more than \(Limits.templateNodes) parts")
            }
            switch piece {
            case .text(let text): nodes.append(.text(text))
            case .action(let tokens):
                if case .word(let word) = tokens.first, word == "end" || word == "else" {
                    return (nodes, Ending(word: word, rest: tokens.dropFirst()))
                }
                nodes.append(try parseAction(tokens))
            }
        }
        return (nodes, nil)
    }

    private mutating func parseAction(_ tokens: [TemplateToken]) throws(TemplateError) -> TemplateNode {
        guard let first = tokens.first else { throw TemplateError("missing value for command") }
        if case .word(let word) = first {
            switch word {
            case "if", "with": return try parseBranch(word, tokens.dropFirst())
            case "range", "define", "template", "block", "break", "continue":
                throw TemplateError("{{\(word)}} is not supported")
            default: break
            }
        }
        if case .variable(let name, let members) = first, members.isEmpty, tokens.count > 1,
            tokens[1] == .symbol(":=") || tokens[1] == .symbol("=")
        {
            return .assign(name, declares: tokens[1] == .symbol(":="), try parsePipeline(tokens.dropFirst(2)))
        }
        return .output(try parsePipeline(tokens[...]))
    }

    private mutating func parseBranch(
        _ word: String, _ condition: ArraySlice<TemplateToken>
    ) throws(TemplateError) -> TemplateNode {
        let pipeline = try parsePipeline(condition)
        if word == "with" { withDepth += 1 }
        let (then, ending) = try parseList()
        if word == "with" { withDepth -= 1 }
        guard let ending else { throw TemplateError("unexpected EOF") }
        var otherwise: [TemplateNode] = []
        if ending.word == "else" {
            if let next = ending.rest.first, next == .word("if") || next == .word("with") {
                guard case .word(let again) = next else { throw TemplateError("unexpected EOF") }
                guard depth < Limits.templateDepth else {
                    throw TemplateError("a template nests deeper than \(Limits.templateDepth) levels")
                }
                depth += 1
                defer { depth -= 1 }
                otherwise = [try parseBranch(again, ending.rest.dropFirst())]
            } else {
                let (nodes, end) = try parseList()
                guard end?.word == "end" else { throw TemplateError("expected end; found \(end?.word ?? "EOF")") }
                otherwise = nodes
            }
        }
        return word == "if"
            ? .condition(pipeline, then: then, otherwise: otherwise)
            : .with(pipeline, then: then, otherwise: otherwise)
    }

    // MARK: Pipelines

    private mutating func parsePipeline(_ tokens: ArraySlice<TemplateToken>) throws(TemplateError) -> TemplatePipeline {
        var rest = tokens
        let pipeline = try parsePipeline(&rest)
        guard rest.isEmpty else { throw TemplateError("unexpected right paren") }
        return pipeline
    }

    private mutating func parsePipeline(_ rest: inout ArraySlice<TemplateToken>) throws(TemplateError)
        -> TemplatePipeline
    {
        var pipeline = TemplatePipeline(commands: [])
        repeat {
            var operands: [TemplateOperand] = []
            while let token = rest.first, token != .symbol("|"), !Self.closes(token) {
                nodeCount += 1
                guard nodeCount <= Limits.templateNodes else {
                    throw TemplateError("a template has more than \(Limits.templateNodes) parts")
                }
                rest.removeFirst()
                operands.append(try parseOperand(token, &rest))
            }
            guard let first = operands.first else { throw TemplateError("missing value for command") }
            if case .function(let function) = first {
                pipeline.commands.append(.call(function, Array(operands.dropFirst())))
            } else {
                guard operands.count == 1 else { throw TemplateError("can't give argument to non-function") }
                pipeline.commands.append(.value(first))
            }
            guard rest.first == .symbol("|") else { return pipeline }
            rest.removeFirst()
        } while true
    }

    private static func closes(_ token: TemplateToken) -> Bool {
        if case .symbol(let symbol) = token { symbol.hasPrefix(")") } else { false }
    }

    private mutating func parseOperand(
        _ token: TemplateToken, _ rest: inout ArraySlice<TemplateToken>
    ) throws(TemplateError) -> TemplateOperand {
        switch token {
        case .field(let names):
            guard let name = names.first else {
                usesWhole = usesWhole || withDepth == 0
                return .dot
            }
            fields.insert(name)
            return .field(names)
        case .variable(let name, let members):
            if name.isEmpty { if let first = members.first { fields.insert(first) } else { usesWhole = true } }
            return .variable(name, members)
        case .text(let text): return .constant(.text(text))
        case .number(let number): return .constant(number)
        case .word("true"): return .constant(.bool(true))
        case .word("false"): return .constant(.bool(false))
        case .word("nil"): return .constant(.nothing)
        case .word(let word):
            guard let function = TemplateFunction(name: word) else {
                throw TemplateError("function \"\(word)\" not defined")
            }
            return .function(function)
        case .symbol("("):
            guard depth < Limits.templateDepth else {
                throw TemplateError("a template nests deeper than \(Limits.templateDepth) levels")
            }
            depth += 1
            defer { depth -= 1 }
            let pipeline = try parsePipeline(&rest)
            guard case .symbol(let close) = rest.first else { throw TemplateError("unclosed left paren") }
            rest.removeFirst()
            return .pipeline(pipeline, close.split(separator: ".").dropFirst().map(String.init))
        case .symbol(let symbol): throw TemplateError("unexpected \"\(symbol)\" in operand")
        }
    }
}
