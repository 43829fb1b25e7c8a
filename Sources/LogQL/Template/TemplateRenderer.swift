/// Writes a template for one line.
struct TemplateRenderer {
    private(set) var output: [UInt8] = []
    private(set) var input: TemplateInput
    private var variables: [(name: String, value: TemplateValue)] = []
    /// What a `with` made of the dot; nil where it is the labels.
    private var dot: TemplateValue?

    init(_ input: TemplateInput) {
        self.input = input
    }

    mutating func render(_ nodes: [TemplateNode]) throws(TemplateError) {
        for node in nodes {
            switch node {
            case .text(let text): try write(text)
            case .output(let pipeline): try write(Array(try evaluate(pipeline).text.utf8))
            case .assign(let name, let declares, let pipeline):
                let value = try evaluate(pipeline)
                if !declares, let index = variables.lastIndex(where: { $0.name == name }) {
                    variables[index].value = value
                } else {
                    variables.append((name, value))
                }
            case .condition(let pipeline, let then, let otherwise):
                try block(try evaluate(pipeline).isTrue ? then : otherwise)
            case .with(let pipeline, let then, let otherwise):
                let value = try evaluate(pipeline)
                guard value.isTrue else {
                    try block(otherwise)
                    continue
                }
                let outer = dot
                dot = value
                try block(then)
                dot = outer
            }
        }
    }

    /// Variables end with the block that declares them.
    private mutating func block(_ nodes: [TemplateNode]) throws(TemplateError) {
        let count = variables.count
        try render(nodes)
        variables.removeLast(variables.count - count)
    }

    private mutating func write(_ bytes: [UInt8]) throws(TemplateError) {
        guard output.count + bytes.count <= Limits.templateOutputBytes else {
            throw TemplateError("a template writes more than \(Limits.templateOutputBytes) bytes")
        }
        output += bytes
    }

    // MARK: Values

    private mutating func evaluate(_ pipeline: TemplatePipeline) throws(TemplateError) -> TemplateValue {
        var value: TemplateValue?
        for command in pipeline.commands {
            switch command {
            case .value(let operand):
                guard value == nil else { throw TemplateError("can't give argument to non-function") }
                value = try evaluate(operand)
            case .call(let function, let operands): value = try call(function, operands, last: value)
            }
        }
        return value ?? .nothing
    }

    private mutating func call(
        _ function: TemplateFunction, _ operands: [TemplateOperand], last: TemplateValue?
    ) throws(TemplateError) -> TemplateValue {
        var arguments: [TemplateValue] = []
        for operand in operands {
            let value = try evaluate(operand)
            // `and` and `or` look no further than they need to.
            if function.stops(at: value) { return value }
            arguments.append(value)
        }
        if let last { arguments.append(last) }
        switch function {
        case .line: return .text(LineText.string(input.line))
        case .timestamp: return .time(input.timestamp)
        default: return try function.apply(arguments)
        }
    }

    private mutating func evaluate(_ operand: TemplateOperand) throws(TemplateError) -> TemplateValue {
        switch operand {
        case .dot: return dot ?? labels()
        case .field(let names):
            guard let dot else { return try label(names) }
            return names.reduce(dot) { $0.member($1) }
        case .variable("", let names): return names.isEmpty ? labels() : try label(names)
        case .variable(let name, let names):
            guard let variable = variables.last(where: { $0.name == name }) else {
                throw TemplateError("undefined variable \"$\(name)\"")
            }
            return names.reduce(variable.value) { $0.member($1) }
        case .constant(let value): return value
        case .pipeline(let pipeline, let names):
            let value = try evaluate(pipeline)
            return names.reduce(value) { $0.member($1) }
        case .function(let function): return try call(function, [], last: nil)
        }
    }

    private mutating func label(_ names: [String]) throws(TemplateError) -> TemplateValue {
        guard names.count == 1 else { throw TemplateError("can't evaluate field \(names[1]) in type string") }
        return .text(input.labels.value(names[0]) ?? "")
    }

    private mutating func labels() -> TemplateValue {
        var map: [String: TemplateValue] = [:]
        input.labels.forEach { name, value, _ in map[name] = .text(value) }
        return .map(map)
    }
}
