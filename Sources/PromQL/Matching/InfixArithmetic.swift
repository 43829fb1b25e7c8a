/// Operators on two numbers.
enum InfixArithmetic {
    /// The result of an arithmetic operator; comparisons answer 0 or 1.
    @inline(__always)
    static func apply(_ operation: InfixOperator, _ left: Double, _ right: Double) -> Double {
        switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .modulo: ValueFunctions.remainder(left, right)
        case .power: ValueFunctions.power(left, right)
        case .atan2: ValueFunctions.arcTangent(left, right)
        default: holds(operation, left, right) ? 1 : 0
        }
    }

    @inline(__always)
    static func holds(_ operation: InfixOperator, _ left: Double, _ right: Double) -> Bool {
        switch operation {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        default: false
        }
    }

    /// What a pair of samples yields: a comparison without `bool` keeps the left value or nothing.
    @inline(__always)
    static func combine(_ operation: InfixOperation, _ left: Double, _ right: Double) -> Double {
        guard operation.operation.isComparison, !operation.returnsBool else {
            return apply(operation.operation, left, right)
        }
        return holds(operation.operation, left, right) ? left : Gap.value
    }
}

extension InfixOperation {
    /// Whether the result is another quantity than the operand, so that it cannot keep the name.
    var dropsName: Bool {
        returnsBool || !(operation.isComparison || operation.isSetOperator)
    }
}
