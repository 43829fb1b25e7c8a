internal import Signals

extension Evaluator {
    /// Evaluates an operator between two operands.
    func evaluate(_ operation: InfixOperation) throws(QueryError) -> Computed {
        let left = try evaluate(operation.left)
        let right = try evaluate(operation.right)
        switch (left, right) {
        case (.scalar(let one), .scalar(let other)):
            return .scalar(zip(one, other).map { InfixArithmetic.apply(operation.operation, $0, $1) })
        case (.vector(let tracks), .scalar(let values)):
            return .vector(try combine(operation, tracks, values, isScalarLeft: false))
        case (.scalar(let values), .vector(let tracks)):
            return .vector(try combine(operation, tracks, values, isScalarLeft: true))
        case (.vector(let one), .vector(let other)):
            if operation.operation.isSetOperator { return .vector(try combineSets(operation, one, other)) }
            return .vector(try match(operation, one, other))
        default: throw .execution("binary expression must contain only scalar and instant vector types")
        }
    }

    /// A vector with a number; a filter always keeps the vector's value.
    private func combine(
        _ operation: InfixOperation, _ tracks: [Track], _ numbers: [Double], isScalarLeft: Bool
    ) throws(QueryError) -> [Track] {
        let filters = operation.operation.isComparison && !operation.returnsBool
        let result = tracks.map { track in
            var result = operation.dropsName ? context.droppingName(track) : track
            for step in result.values.indices where !Gap.isGap(result.values[step]) {
                let value = result.values[step]
                let (left, right) = isScalarLeft ? (numbers[step], value) : (value, numbers[step])
                if filters {
                    if !InfixArithmetic.holds(operation.operation, left, right) { result.values[step] = Gap.value }
                } else {
                    result.values[step] = InfixArithmetic.apply(operation.operation, left, right)
                }
            }
            return result
        }
        return try mergedNow(result)
    }
}
