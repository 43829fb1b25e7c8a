internal import Signals

/// Evaluates expressions at the times of one grid.
struct Evaluator {
    let context: QueryContext
    let grid: StepGrid

    /// Evaluates an expression over all steps.
    ///
    /// What it held on the way is given back but for the result.
    func evaluate(_ expression: QueryExpression) throws(QueryError) -> Computed {
        let mark = context.budget.held
        let result = try compute(expression)
        try context.budget.settle(at: mark, with: result.cells)
        return result
    }

    private func compute(_ expression: QueryExpression) throws(QueryError) -> Computed {
        switch expression {
        case .number(let literal):
            try context.budget.hold(grid.count)
            return .scalar([Double](repeating: literal.value, count: grid.count))
        case .string(let literal): return .string(literal.value)
        case .parenthesised(let inner): return try compute(inner.expression)
        case .vector(let selector): return .vector(try tracks(of: selector))
        case .call(let call): return try evaluate(call)
        case .aggregation(let aggregation): return .vector(try evaluate(aggregation))
        case .infix(let operation): return try evaluate(operation)
        case .unary(let operation): return try evaluate(operation)
        case .matrix, .subquery:
            throw .execution("a range vector cannot be evaluated over steps")
        }
    }

    /// The value of a vector expression.
    func vector(_ expression: QueryExpression) throws(QueryError) -> [Track] {
        guard case .vector(let tracks) = try evaluate(expression) else {
            throw .execution("expected an instant vector at \(expression.range.start)")
        }
        return tracks
    }

    /// The value of a scalar expression at each step.
    func scalar(_ expression: QueryExpression) throws(QueryError) -> [Double] {
        guard case .scalar(let values) = try evaluate(expression) else {
            throw .execution("expected a scalar at \(expression.range.start)")
        }
        return values
    }

    /// The value of a string literal.
    func string(_ expression: QueryExpression) throws(QueryError) -> String {
        guard case .string(let text) = try evaluate(expression) else {
            throw .execution("expected a string at \(expression.range.start)")
        }
        return text
    }

    private func evaluate(_ operation: UnaryOperation) throws(QueryError) -> Computed {
        switch try evaluate(operation.operand) {
        case .scalar(let values): return .scalar(operation.isNegation ? values.map { -$0 } : values)
        case .vector(let tracks):
            guard operation.isNegation else { return .vector(tracks) }
            return .vector(try unique(mapValues(tracks) { -$0 }))
        case .string(let text): return .string(text)
        }
    }

    /// Applies a function to every sample and drops the name.
    func mapValues(_ tracks: [Track], _ transform: (Double) -> Double) -> [Track] {
        tracks.map { track in
            var result = context.droppingName(track)
            for index in result.values.indices where !Gap.isGap(result.values[index]) {
                result.values[index] = transform(result.values[index])
            }
            return result
        }
    }
}
