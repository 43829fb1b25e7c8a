/// A template in the part of Go's text/template that Loki's users write: fields, pipelines, functions, `if`, `with`
/// and variables.
///
/// `range`, `define` and `template` are refused, so that the time of a template is bounded by its text.
struct Template: Sendable {
    static let error = "TemplateFormatErr"

    let source: String
    let nodes: [TemplateNode]
    /// The labels that it looks at; nil where it may look at any.
    let fields: Set<String>?

    init(_ source: String) throws(LogQLError) {
        self.source = source
        do {
            var parser = try TemplateParser(source)
            nodes = try parser.parse()
            fields = parser.usesWhole ? nil : parser.fields
        } catch {
            throw .invalid("invalid template: \(error)")
        }
    }

    /// Writes it for one line.
    func render(_ input: TemplateInput) throws(TemplateError) -> [UInt8] {
        var renderer = TemplateRenderer(input)
        try renderer.render(nodes)
        return renderer.output
    }
}

/// What a template sees of a line.
struct TemplateInput {
    var labels: LineLabels
    let line: ArraySlice<UInt8>
    let timestamp: Int64
}

/// Why a template is none, or has no result.
struct TemplateError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A part of a template.
indirect enum TemplateNode: Sendable {
    case text([UInt8])
    case output(TemplatePipeline)
    case assign(String, declares: Bool, TemplatePipeline)
    case condition(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
    case with(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
}

/// Commands, each of which is given the value of the one before as its last argument.
struct TemplatePipeline: Sendable {
    var commands: [TemplateCommand]
}

/// A function with arguments, or a single value.
indirect enum TemplateCommand: Sendable {
    case value(TemplateOperand)
    case call(TemplateFunction, [TemplateOperand])
}

/// What may be an argument.
indirect enum TemplateOperand: Sendable {
    case dot
    case field([String])
    case variable(String, [String])
    case constant(TemplateValue)
    case pipeline(TemplatePipeline, [String])
    case function(TemplateFunction)
}
