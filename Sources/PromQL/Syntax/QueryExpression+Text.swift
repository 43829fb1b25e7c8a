internal import Signals

extension QueryExpression: CustomStringConvertible {
    /// The query on one line in its standard form, as Prometheus prints it.
    public var description: String {
        switch self {
        case .number(let literal): literal.text
        case .string(let literal): GoQuote.quoted(literal.value)
        case .vector(let selector): selector.bareText + selector.time.text
        case .matrix(let selector):
            selector.selector.bareText + "[\(DurationText.format(selector.duration))]"
                + selector.selector.time.text
        case .subquery(let subquery): subquery.expression.description + subquery.suffix
        case .call(let call):
            call.function.name + "(" + call.arguments.map(\.description).joined(separator: ", ") + ")"
        case .aggregation(let aggregation):
            aggregation.head + "("
                + [aggregation.parameter, aggregation.expression].compactMap { $0?.description }
                .joined(separator: ", ") + ")"
        case .infix(let operation):
            "\(operation.left) \(operation.sign) \(operation.right)"
        case .unary(let operation): (operation.isNegation ? "-" : "+") + operation.operand.description
        case .parenthesised(let inner): "(\(inner.expression))"
        }
    }
}

extension NumberLiteral {
    fileprivate var text: String {
        guard isDuration else { return SampleText.format(value) }
        return DurationText.format(Int64((value * 1000).rounded()))
    }
}

extension VectorSelector {
    /// The selector without `@` and `offset`.
    fileprivate var bareText: String {
        let conditions = matchers.filter { matcher in
            guard case .equal(let value) = matcher.operation, matcher.name == LabelText.metricName else {
                return true
            }
            return value != name ?? "" || value.isEmpty
        }
        let texts = conditions.map {
            LabelText.nameOrQuoted($0.name) + $0.sign + GoQuote.quoted($0.valueText)
        }
        guard !texts.isEmpty else { return name ?? "" }
        return (name ?? "") + "{"
            + texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .joined(separator: ",") + "}"
    }
}

extension TimeModifiers {
    /// ` @ 1.000 offset 5m`, each where it is there.
    fileprivate var text: String {
        var text = ""
        switch anchor {
        case .timestamp(let time): text += " @ " + SampleText.fixed(Double(time) / 1000, decimals: 3)
        case .boundary(let boundary): text += " @ \(boundary.rawValue)()"
        case nil: break
        }
        if offset != 0 { text += " offset " + DurationText.format(offset) }
        return text
    }
}

extension Subquery {
    /// `[1h:5m]` with the modifiers.
    var suffix: String {
        "[\(DurationText.format(duration)):\(step.map(DurationText.format) ?? "")]" + time.text
    }
}

extension Aggregation {
    /// The operator with its grouping: `sum by (job) `.
    var head: String {
        let names = labels.map(LabelText.nameOrQuoted).joined(separator: ", ")
        if isWithout { return "\(operation.rawValue) without (\(names)) " }
        return labels.isEmpty ? operation.rawValue : "\(operation.rawValue) by (\(names)) "
    }
}

extension InfixOperation {
    /// The operator with its modifiers: `/ on (job) group_left ()`.
    var sign: String {
        var text = operation.rawValue + (returnsBool ? " bool" : "")
        let isGrouped = matching.cardinality == .manyToOne || matching.cardinality == .oneToMany
        func list(_ names: [String]) -> String {
            "(" + names.map(LabelText.nameOrQuoted).joined(separator: ", ") + ")"
        }
        if !matching.labels.isEmpty || matching.isOn || isGrouped {
            text += (matching.isOn ? " on " : " ignoring ") + list(matching.labels)
        }
        if isGrouped {
            text +=
                (matching.cardinality == .manyToOne ? " group_left " : " group_right ")
                + list(matching.include)
        }
        return text
    }
}
