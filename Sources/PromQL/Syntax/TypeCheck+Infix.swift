extension TypeCheck {
    /// Checks an operator with its operands and modifiers.
    func check(_ operation: InfixOperation, at range: SourceRange) throws(ParseError) {
        try check(operation.left)
        try check(operation.right)
        let left = operation.left.type
        let right = operation.right.type
        let sign = operation.operation
        let matching = operation.matching
        if operation.returnsBool, !sign.isComparison {
            throw failure("bool modifier can only be used on comparison operators", at: signRange(operation))
        }
        if sign.isComparison, !operation.returnsBool, left == .scalar, right == .scalar {
            throw failure("comparisons between scalars must use BOOL modifier", at: signRange(operation))
        }
        if matching.isOn, let twice = matching.labels.first(where: matching.include.contains) {
            throw failure(
                "label \(GoQuote.quoted(twice)) must not occur in ON and GROUP clause at once",
                at: signRange(operation))
        }
        for (operand, type) in [(operation.left, left), (operation.right, right)]
        where type != .scalar && type != .vector {
            throw failure(
                "binary expression must contain only scalar and instant vector types", at: operand.range)
        }
        if left == .vector, right == .vector {
            if sign.isSetOperator, matching.cardinality == .oneToMany || matching.cardinality == .manyToOne {
                throw failure("no grouping allowed for \(GoQuote.quoted(sign.rawValue)) operation", at: range)
            }
        } else {
            if !matching.labels.isEmpty {
                throw failure("vector matching only allowed between instant vectors", at: range)
            }
            if sign.isSetOperator {
                throw failure(
                    "set operator \(GoQuote.quoted(sign.rawValue)) not allowed in binary scalar expression",
                    at: range)
            }
        }
    }

    /// Where the operator stands, with its modifiers.
    private func signRange(_ operation: InfixOperation) -> SourceRange {
        let bytes = Array(query.utf8)
        var start = operation.left.range.end
        while start < bytes.count, bytes[start] <= UInt8(ascii: " ") { start += 1 }
        return SourceRange(start, max(start, operation.right.range.start - 1))
    }
}
