extension QueryExpression {
    /// The same with `@` on every selector that has none; nil where the result depends on the time of evaluation anyhow.
    ///
    /// What stands inside a subquery is evaluated at the subquery's times and stays as it is.
    func pinned(at time: Int64) -> QueryExpression? {
        switch self {
        case .number, .string: return self
        case .vector(var selector):
            selector.time.anchor = selector.time.anchor ?? .timestamp(time)
            return .vector(selector)
        case .matrix(var matrix):
            matrix.selector.time.anchor = matrix.selector.time.anchor ?? .timestamp(time)
            return .matrix(matrix)
        case .subquery(var subquery):
            guard !subquery.expression.dependsOnTime else { return nil }
            subquery.time.anchor = subquery.time.anchor ?? .timestamp(time)
            return .subquery(subquery)
        case .call(var call):
            guard !call.dependsOnTime else { return nil }
            var arguments: [QueryExpression] = []
            for argument in call.arguments {
                guard let pinned = argument.pinned(at: time) else { return nil }
                arguments.append(pinned)
            }
            call.arguments = arguments
            return .call(call)
        case .aggregation(var aggregation):
            guard let inner = aggregation.expression.pinned(at: time) else { return nil }
            aggregation.expression = inner
            if let parameter = aggregation.parameter {
                guard let pinned = parameter.pinned(at: time) else { return nil }
                aggregation.parameter = pinned
            }
            return .aggregation(aggregation)
        case .infix(var operation):
            guard let left = operation.left.pinned(at: time), let right = operation.right.pinned(at: time) else {
                return nil
            }
            operation.left = left
            operation.right = right
            return .infix(operation)
        case .unary(var operation):
            guard let inner = operation.operand.pinned(at: time) else { return nil }
            operation.operand = inner
            return .unary(operation)
        case .parenthesised(var inner):
            guard let pinned = inner.expression.pinned(at: time) else { return nil }
            inner.expression = pinned
            return .parenthesised(inner)
        }
    }

    /// Whether a function in it looks at the time of evaluation, or `@` names the bounds of the query.
    private var dependsOnTime: Bool {
        switch self {
        case .number, .string: false
        case .vector(let selector): selector.time.isBoundary
        case .matrix(let matrix): matrix.selector.time.isBoundary
        case .subquery(let subquery): subquery.time.isBoundary || subquery.expression.dependsOnTime
        case .call(let call): call.dependsOnTime || call.arguments.contains { $0.dependsOnTime }
        case .aggregation(let aggregation):
            aggregation.expression.dependsOnTime || aggregation.parameter?.dependsOnTime ?? false
        case .infix(let operation): operation.left.dependsOnTime || operation.right.dependsOnTime
        case .unary(let operation): operation.operand.dependsOnTime
        case .parenthesised(let inner): inner.expression.dependsOnTime
        }
    }
}

extension Call {
    fileprivate var dependsOnTime: Bool {
        switch function.name {
        case "time", "timestamp", "predict_linear", "info", "minute", "hour", "day_of_week", "day_of_month",
            "day_of_year", "days_in_month", "month", "year":
            true
        default: false
        }
    }
}

extension TimeModifiers {
    fileprivate var isBoundary: Bool {
        if case .boundary = anchor { true } else { false }
    }
}
