extension Parser {
    mutating func parseRangeAggregation(
        _ function: RangeAggregation.Function
    ) throws(LogQLError) -> RangeAggregation {
        try expect("(")
        var parameter: Double?
        if case .number(let number) = token.kind, token(ahead: 1).isSymbol(",") {
            parameter = number
            advance()
            advance()
        }
        var range = LogRange()
        try parseRange(into: &range)
        try expect(")")
        let grouping = try parseGrouping()
        guard let interval = range.interval else { throw unexpected(expecting: "RANGE") }
        let aggregation = RangeAggregation(
            function: function, parameter: parameter,
            log: LogExpression(matchers: range.log.matchers, stages: range.log.stages), unwrap: range.unwrap,
            interval: interval, offset: range.offset, grouping: grouping)
        try aggregation.validate()
        return aggregation
    }

    /// What stands in a range aggregation, gathered in whichever order it is written.
    private struct LogRange {
        var log = LogExpression(matchers: [], stages: [])
        var unwrap: Unwrap?
        var interval: Int64?
        var offset: Int64 = 0
    }

    private mutating func parseRange(into range: inout LogRange) throws(LogQLError) {
        if token.isSymbol("(") {
            var inner = range
            inner = try nested { (parser) throws(LogQLError) in
                parser.advance()
                var inner = inner
                try parser.parseRange(into: &inner)
                try parser.expect(")")
                return inner
            }
            range = inner
        } else {
            range.log.matchers = try parseSelector()
        }
        try parseInterval(into: &range)
        range.log.stages += try parseStages()
        if token.isSymbol("|"), token(ahead: 1).isWord("unwrap") {
            advance()
            advance()
            range.unwrap = try parseUnwrap()
        }
        try parseInterval(into: &range)
    }

    private mutating func parseInterval(into range: inout LogRange) throws(LogQLError) {
        guard case .range(let interval) = token.kind else { return }
        guard range.interval == nil else { throw unexpected() }
        range.interval = interval
        advance()
        guard skip(word: "offset") else { return }
        let negative = skip("-")
        guard case .duration(let offset) = token.kind else { throw unexpected(expecting: "DURATION") }
        range.offset = negative ? -offset : offset
        advance()
    }

    private mutating func parseUnwrap() throws(LogQLError) -> Unwrap {
        var conversion: Unwrap.Conversion?
        var label = try expectName()
        if token.isSymbol("(") {
            guard let known = Unwrap.Conversion(rawValue: label) else { throw unexpected() }
            conversion = known
            advance()
            label = try expectName()
            try expect(")")
        }
        var filters: [LabelFilter] = []
        while token.isSymbol("|") {
            advance()
            filters.append(try parseLabelFilter())
        }
        return Unwrap(label: label, conversion: conversion, filters: filters)
    }
}

extension RangeAggregation {
    /// Checks what the grammar alone does not say; the texts are Loki's.
    fileprivate func validate() throws(LogQLError) {
        let name = function.rawValue
        if function == .quantileOverTime {
            guard parameter != nil else { throw .invalid("parameter required for operation \(name)") }
        } else if let parameter {
            throw .invalid("parameter \(NumberText.string(parameter)) not supported for operation \(name)")
        }
        if grouping != nil {
            switch function {
            case .averageOverTime, .standardDeviationOverTime, .standardVarianceOverTime, .quantileOverTime,
                .maximumOverTime, .minimumOverTime, .firstOverTime, .lastOverTime:
                break
            default: throw .invalid("grouping not allowed for \(name) aggregation")
            }
        }
        switch function {
        case .countOverTime, .bytesRate, .bytesOverTime:
            guard unwrap == nil else { throw .invalid("invalid aggregation \(name) with unwrap") }
        case .rate, .absentOverTime: break
        default: guard unwrap != nil else { throw .invalid("invalid aggregation \(name) without unwrap") }
        }
    }
}
