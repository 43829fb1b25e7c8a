internal import Patterns
internal import Signals

extension Query: CustomStringConvertible {
    /// The query in one line, in one way of writing it: what `format_query` answers.
    ///
    /// It reads back as the same query.
    public var description: String {
        switch self {
        case .log(let expression): expression.description
        case .metric(let expression): QueryText.metric(expression.root)
        }
    }
}

extension LogExpression: CustomStringConvertible {
    /// The selector and its stages.
    public var description: String {
        ([QueryText.selector(matchers)] + stages.map { QueryText.stage($0) }).joined(separator: " ")
    }
}

/// The parts of queries as text.
enum QueryText {
    static func selector(_ matchers: [LabelMatcher]) -> String {
        "{" + matchers.map { matcher($0) }.joined(separator: ", ") + "}"
    }

    static func matcher(_ matcher: LabelMatcher) -> String {
        switch matcher.operation {
        case .equal(let value): "\(matcher.name)=\(QuotedText.string(value))"
        case .notEqual(let value): "\(matcher.name)!=\(QuotedText.string(value))"
        case .matches(let pattern): "\(matcher.name)=~\(QuotedText.string(pattern.source))"
        case .matchesNot(let pattern): "\(matcher.name)!~\(QuotedText.string(pattern.source))"
        }
    }

    static func stage(_ stage: Stage) -> String {
        switch stage {
        case .line(let filter):
            let texts = filter.sources.map { source in
                let quoted = QuotedText.string(source.text)
                return source.isAddress ? "ip(\(quoted))" : quoted
            }
            return "\(filter.operation.rawValue) \(texts.joined(separator: " or "))"
        case .json(let extractions): return "| json" + text(extractions)
        case .logfmt(let strict, let keepsEmpty, let extractions):
            return "| logfmt" + (strict ? " --strict" : "") + (keepsEmpty ? " --keep-empty" : "") + text(extractions)
        case .regexp(let capturing): return "| regexp \(QuotedText.string(capturing.pattern.source))"
        case .pattern(let pattern): return "| pattern \(QuotedText.string(pattern.source))"
        case .unpack: return "| unpack"
        case .filter(let filter): return "| \(text(filter))"
        case .lineFormat(let template): return "| line_format \(QuotedText.string(template.source))"
        case .labelFormat(let formats): return "| label_format \(formats.map { text($0) }.joined(separator: ", "))"
        case .drop(let choices): return "| drop \(choices.map { text($0) }.joined(separator: ", "))"
        case .keep(let choices): return "| keep \(choices.map { text($0) }.joined(separator: ", "))"
        case .decolorize: return "| decolorize"
        }
    }

    private static func text(_ extractions: [Extraction]) -> String {
        guard !extractions.isEmpty else { return "" }
        return " " + extractions.map { "\($0.label)=\(QuotedText.string($0.source))" }.joined(separator: ", ")
    }

    private static func text(_ format: LabelFormat) -> String {
        switch format.value {
        case .rename(let source): "\(format.label)=\(source)"
        case .template(let template): "\(format.label)=\(QuotedText.string(template.source))"
        }
    }

    private static func text(_ choice: LabelChoice) -> String { choice.condition.map { matcher($0) } ?? choice.name }

    static func text(_ filter: LabelFilter) -> String {
        switch filter {
        case .text(let condition): matcher(condition)
        case .number(let name, let comparison, let value):
            "\(name)\(comparison.rawValue)\(NumberText.string(value))"
        case .duration(let name, let comparison, let value):
            "\(name)\(comparison.rawValue)\(Units.describe(duration: value))"
        case .bytes(let name, let comparison, let value): "\(name)\(comparison.rawValue)\(value)B"
        case .address(let name, let equal, let range):
            "\(name)\(equal ? "=" : "!=")ip(\(QuotedText.string(range.source)))"
        case .both(let left, let right): "(\(text(left)) and \(text(right)))"
        case .either(let left, let right): "(\(text(left)) or \(text(right)))"
        }
    }
}
