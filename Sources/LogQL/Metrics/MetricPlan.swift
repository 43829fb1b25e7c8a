/// A metric query made ready: its lines are read, its steps can be asked for.
struct MetricPlan {
    let root: any PlanNode
    let stepCount: Int

    /// Times of the steps and how each range aggregation sees them.
    struct Steps {
        let start: Int64
        /// Nil at an instant, where each aggregation has one window of its own width.
        let step: Int64?
        let count: Int

        func windows(_ aggregation: RangeAggregation) -> Windows {
            Windows(
                first: start - aggregation.offset, step: step ?? aggregation.interval, count: count,
                interval: aggregation.interval)
        }
    }

    init(
        _ expression: MetricNode, _ steps: Steps, _ source: any LogSource, detectsLevel: Bool,
        _ watch: inout QueryGuard
    ) throws {
        let builder = Builder(steps: steps, source: source, detectsLevel: detectsLevel)
        root = try builder.node(expression, grouping: nil, &watch)
        stepCount = steps.count
    }

    private struct Builder {
        let steps: Steps
        let source: any LogSource
        let detectsLevel: Bool

        func node(
            _ expression: MetricNode, grouping: Grouping?, _ watch: inout QueryGuard
        ) throws -> any PlanNode {
            switch expression {
            case .number(let number): return NumberNode(number)
            case .vector(let number): return VectorNode(number)
            case .range(let aggregation):
                let node = RangeNode(aggregation, windows: steps.windows(aggregation))
                try node.load(source, grouping: grouping, detectsLevel: detectsLevel, &watch)
                return node
            case .aggregate(let aggregation):
                let operand = try node(aggregation.operand, grouping: Self.pushed(aggregation), &watch)
                return AggregateNode(aggregation, operand)
            case .binary(let operation):
                let left = try node(operation.left, grouping: nil, &watch)
                return BinaryNode(operation, left, try node(operation.right, grouping: nil, &watch))
            case .labelReplace(let replacement):
                return ReplaceNode(replacement, try node(replacement.operand, grouping: nil, &watch))
            }
        }

        /// What a range aggregation directly below may group by already: sums of sums are the same sums.
        private static func pushed(_ aggregation: VectorAggregation) -> Grouping? {
            guard aggregation.function == .sum, case .range(let range) = aggregation.operand, range.grouping == nil
            else { return nil }
            switch range.function {
            case .countOverTime, .rate, .bytesOverTime, .bytesRate, .sumOverTime:
                return aggregation.grouping ?? Grouping(without: false, labels: [])
            default: return nil
            }
        }
    }
}
