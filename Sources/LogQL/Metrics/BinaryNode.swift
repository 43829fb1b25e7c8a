internal import Signals

/// Two expressions with an operator between them.
final class BinaryNode: PlanNode {
    let table: SeriesTable
    let isScalar: Bool
    private let operation: BinaryOperation
    private let left: any PlanNode
    private let right: any PlanNode
    private let matcher: VectorMatcher?

    init(_ operation: BinaryOperation, _ left: any PlanNode, _ right: any PlanNode) {
        self.operation = operation
        self.left = left
        self.right = right
        isScalar = left.isScalar && right.isScalar
        if left.isScalar || right.isScalar {
            matcher = nil
            table = left.isScalar ? right.table : left.table
        } else {
            let made = VectorMatcher(operation, left.table, right.table)
            matcher = made
            table = made.table
        }
    }

    func value(at step: Int) throws(LogQLError) -> StepValue {
        switch (try left.value(at: step), try right.value(at: step)) {
        case (.scalar(let left), .scalar(let right)): return .scalar(operation.operation.apply(left, right))
        case (.scalar(let left), .vector(let samples)): return .vector(apply(samples) { (left, $0) })
        case (.vector(let samples), .scalar(let right)): return .vector(apply(samples) { ($0, right) })
        case (.vector(let left), .vector(let right)): return .vector(try matcher?.apply(left, right) ?? [])
        }
    }

    private func apply(_ samples: [Sample], _ operands: (Double) -> (Double, Double)) -> [Sample] {
        let isFilter = operation.operation.isComparison && !operation.returnsBool
        return samples.compactMap { sample in
            let (left, right) = operands(sample.value)
            let value = operation.operation.apply(left, right)
            if isFilter { return value == 1 ? sample : nil }
            return Sample(series: sample.series, value: value)
        }
    }
}

extension BinaryOperation.Operator {
    /// The value for two numbers; comparisons give 1 or 0.
    func apply(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .modulo: left.truncatingRemainder(dividingBy: right)
        case .power: Power.value(left, right)
        case .equal: left == right ? 1 : 0
        case .notEqual: left != right ? 1 : 0
        case .greater: left > right ? 1 : 0
        case .greaterOrEqual: left >= right ? 1 : 0
        case .less: left < right ? 1 : 0
        case .lessOrEqual: left <= right ? 1 : 0
        case .and, .or, .unless: .nan
        }
    }
}
