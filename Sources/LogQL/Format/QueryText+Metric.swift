internal import Patterns

extension QueryText {
    static func metric(_ expression: MetricNode) -> String {
        switch expression {
        case .number(let number): NumberText.string(number)
        case .vector(let number): "vector(\(NumberText.string(number)))"
        case .range(let aggregation): text(aggregation)
        case .aggregate(let aggregation):
            "\(aggregation.function.rawValue)\(text(aggregation.grouping))("
                + (aggregation.parameter.map { "\($0), " } ?? "") + metric(aggregation.operand) + ")"
        case .binary(let operation): text(operation)
        case .labelReplace(let replacement):
            "label_replace(\(metric(replacement.operand)), "
                + [
                    replacement.destination, replacement.replacement, replacement.source, replacement.pattern.source,
                ].map { QuotedText.string($0) }.joined(separator: ", ") + ")"
        }
    }

    private static func text(_ grouping: Grouping?) -> String {
        guard let grouping else { return "" }
        return " \(grouping.without ? "without" : "by") (\(grouping.labels.joined(separator: ", "))) "
    }

    private static func text(_ aggregation: RangeAggregation) -> String {
        var text = aggregation.function.rawValue + "("
        if let parameter = aggregation.parameter { text += NumberText.string(parameter) + ", " }
        text += aggregation.log.description
        if let unwrap = aggregation.unwrap {
            text += " | unwrap " + (unwrap.conversion.map { "\($0.rawValue)(\(unwrap.label))" } ?? unwrap.label)
            for filter in unwrap.filters { text += " | " + self.text(filter) }
        }
        text += " [\(Units.describe(duration: aggregation.interval))]"
        if aggregation.offset != 0 { text += " offset \(Units.describe(duration: aggregation.offset))" }
        text += ")"
        if let grouping = aggregation.grouping {
            text += " \(grouping.without ? "without" : "by") (\(grouping.labels.joined(separator: ", ")))"
        }
        return text
    }

    private static func text(_ operation: BinaryOperation) -> String {
        var text = "(\(metric(operation.left)) \(operation.operation.rawValue)"
        if operation.returnsBool { text += " bool" }
        if let matching = operation.matching {
            text += " \(matching.on ? "on" : "ignoring") (\(matching.labels.joined(separator: ", ")))"
            switch matching.cardinality {
            case .oneToOne: break
            case .manyToOne(let labels): text += " group_left (\(labels.joined(separator: ", ")))"
            case .oneToMany(let labels): text += " group_right (\(labels.joined(separator: ", ")))"
            }
        }
        return text + " \(metric(operation.right)))"
    }
}
