extension Parser {
    /// Reads an expression whose operators bind at least as tightly as `precedence`.
    mutating func parseMetric(precedence: Int = 1) throws(LogQLError) -> MetricNode {
        try nested { (parser) throws(LogQLError) in
            var left = try parser.parseOperand()
            var count = 0
            while let operation = parser.operation, operation.precedence >= precedence {
                // A chain of operators nests to the left without going deeper here, but whoever walks it does.
                count += 1
                parser.operators += 1
                guard parser.operators <= Limits.queryOperators else {
                    throw parser.failure("the query has more than \(Limits.queryOperators) operators")
                }
                guard count <= Limits.queryDepth else {
                    throw parser.failure("more than \(Limits.queryDepth) operators stand in a row")
                }
                parser.advance()
                let returnsBool = parser.skip(word: "bool")
                guard !returnsBool || operation.isComparison else {
                    throw .invalid("bool modifier is not allowed on \(operation.rawValue)")
                }
                let matching = try parser.parseMatching()
                let isRightAssociative = operation == .power
                let right = try parser.parseMetric(precedence: operation.precedence + (isRightAssociative ? 0 : 1))
                left = try Self.combine(operation, returnsBool, matching, left, right)
            }
            return left
        }
    }

    private var operation: BinaryOperation.Operator? {
        switch token.kind {
        case .symbol(let symbol): BinaryOperation.Operator(rawValue: symbol)
        case .word(let word): BinaryOperation.Operator(rawValue: word.lowercased()).flatMap { $0.isSet ? $0 : nil }
        default: nil
        }
    }

    private static func combine(
        _ operation: BinaryOperation.Operator, _ returnsBool: Bool, _ matching: BinaryOperation.Matching?,
        _ left: MetricNode, _ right: MetricNode
    ) throws(LogQLError) -> MetricNode {
        if operation.isSet {
            for (side, operand) in [("left", left), ("right", right)] {
                if case .number(let number) = operand {
                    throw .invalid(
                        "unexpected literal for \(side) leg of logical/set binary operation (\(operation.rawValue)): "
                            + NumberText.string(number))
                }
            }
            if let matching, matching.cardinality != .oneToOne {
                throw .invalid("no grouping allowed for set operations")
            }
        }
        return .binary(
            BinaryOperation(
                operation: operation, returnsBool: returnsBool, matching: matching, left: left, right: right))
    }

    private mutating func parseMatching() throws(LogQLError) -> BinaryOperation.Matching? {
        let on = token.isWord("on")
        guard on || token.isWord("ignoring") else { return nil }
        advance()
        let labels = try parseNames()
        var cardinality = BinaryOperation.Matching.Cardinality.oneToOne
        if token.isWord("group_left") || token.isWord("group_right") {
            let isLeft = token.isWord("group_left")
            advance()
            let included = token.isSymbol("(") ? try parseNames() : []
            cardinality = isLeft ? .manyToOne(included) : .oneToMany(included)
        }
        return BinaryOperation.Matching(on: on, labels: labels, cardinality: cardinality)
    }

    func isNamesAhead() -> Bool { token.isSymbol("(") }

    private mutating func parseNames() throws(LogQLError) -> [String] {
        try expect("(")
        var names: [String] = []
        while !token.isSymbol(")") {
            names.append(try expectName())
            if !skip(",") { break }
        }
        try expect(")")
        return names
    }

    mutating func parseGrouping() throws(LogQLError) -> Grouping? {
        let without = token.isWord("without")
        guard without || token.isWord("by") else { return nil }
        advance()
        return Grouping(without: without, labels: try parseNames())
    }

    // MARK: Operands

    private mutating func parseOperand() throws(LogQLError) -> MetricNode {
        switch token.kind {
        case .number(let number):
            advance()
            return .number(number)
        case .symbol("+"), .symbol("-"):
            let negative = token.isSymbol("-")
            advance()
            guard case .number(let number) = token.kind else { throw unexpected(expecting: "NUMBER") }
            advance()
            return .number(negative ? -number : number)
        case .symbol("("):
            advance()
            let expression = try parseMetric()
            try expect(")")
            return expression
        case .word(let word): return try parseCall(word)
        default: throw unexpected()
        }
    }

    private mutating func parseCall(_ word: String) throws(LogQLError) -> MetricNode {
        if let function = RangeAggregation.Function(rawValue: word), token(ahead: 1).isSymbol("(") {
            advance()
            return .range(try parseRangeAggregation(function))
        }
        if let function = VectorAggregation.Function(rawValue: word) {
            advance()
            return try parseVectorAggregation(function)
        }
        switch word {
        case "label_replace":
            advance()
            return try parseLabelReplace()
        case "vector":
            advance()
            try expect("(")
            guard case .number(let number) = token.kind else { throw unexpected(expecting: "NUMBER") }
            advance()
            try expect(")")
            return .vector(number)
        default: throw unexpected()
        }
    }

    private mutating func parseVectorAggregation(
        _ function: VectorAggregation.Function
    ) throws(LogQLError) -> MetricNode {
        var grouping = try parseGrouping()
        try expect("(")
        var parameter: Int?
        if case .number(let number) = token.kind, token(ahead: 1).isSymbol(",") {
            guard function.takesParameter else {
                throw .invalid(
                    "unsupported parameter for operation \(function.rawValue)(\(NumberText.string(number)),)")
            }
            guard let count = Int(exactly: number), count > 0 else {
                throw .invalid(
                    "invalid parameter (must be greater than 0) \(function.rawValue)(\(NumberText.string(number)))")
            }
            parameter = count
            advance()
            advance()
        }
        guard parameter != nil || !function.takesParameter else {
            throw .invalid("parameter required for operation \(function.rawValue)")
        }
        let operand = try parseMetric()
        try expect(")")
        if grouping == nil { grouping = try parseGrouping() }
        guard grouping == nil || (function != .sort && function != .sortDescending) else {
            throw .invalid("\(function.rawValue) does not support grouping")
        }
        return .aggregate(
            VectorAggregation(function: function, parameter: parameter, operand: operand, grouping: grouping))
    }

    private mutating func parseLabelReplace() throws(LogQLError) -> MetricNode {
        try expect("(")
        let operand = try parseMetric()
        var texts: [String] = []
        for _ in 0..<4 {
            try expect(",")
            texts.append(try expectString())
        }
        try expect(")")
        guard LabelName.isValid(texts[0]) else {
            throw .invalid("invalid destination label name in label_replace: \(texts[0])")
        }
        do {
            return .labelReplace(
                LabelReplacement(
                    operand: operand, destination: texts[0], replacement: texts[1], source: texts[2],
                    pattern: try pattern(texts[3])))
        } catch { throw .invalid("invalid regex in label_replace: \(error)") }
    }
}
