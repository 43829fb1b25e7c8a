internal import Signals

extension Evaluator {
    /// Evaluates a function call.
    func evaluate(_ call: Call) throws(QueryError) -> Computed {
        if let tracks = try evaluateRangeFunction(call) { return .vector(tracks) }
        if let transform = ValueFunctions.named(call.function.name) {
            return .vector(try mergedNow(mapValues(try vector(call.arguments[0]), transform)))
        }
        if let tracks = try evaluateCalendarFunction(call) { return .vector(tracks) }
        if let tracks = try evaluateLabelFunction(call) { return .vector(tracks) }
        if let tracks = try evaluateHistogramFunction(call) { return .vector(tracks) }
        return try evaluateSpecialFunction(call)
    }

    private func evaluateSpecialFunction(_ call: Call) throws(QueryError) -> Computed {
        switch call.function.name {
        case "time": return .scalar((0..<grid.count).map { Double(grid.time($0)) / 1000 })
        case "pi": return .scalar([Double](repeating: .pi, count: grid.count))
        case "vector":
            return .vector([Track(labels: .empty, values: try scalar(call.arguments[0]))])
        case "scalar": return .scalar(onlyValues(of: try vector(call.arguments[0])))
        case "absent":
            return .vector(absence(of: try vector(call.arguments[0]), selector: call.arguments[0]))
        case "sort": return .vector(try sorted(call, ascending: true))
        case "sort_desc": return .vector(try sorted(call, ascending: false))
        case "timestamp": return .vector(try timestamps(call.arguments[0].unwrapped))
        case "round", "clamp", "clamp_min", "clamp_max": return .vector(try bounded(call))
        default: throw .execution("the function \(call.function.name) is not implemented")
        }
    }

    /// The value of the only series at each step; NaN where there is none or more than one.
    private func onlyValues(of tracks: [Track]) -> [Double] {
        (0..<grid.count).map { step in
            var found: Double?
            for track in tracks where !Gap.isGap(track.values[step]) {
                guard found == nil else { return .nan }
                found = track.values[step]
            }
            return found ?? .nan
        }
    }

    /// Orders an instant vector, NaN last; over a range the order has no meaning.
    private func sorted(_ call: Call, ascending: Bool) throws(QueryError) -> [Track] {
        let tracks = try vector(call.arguments[0])
        guard grid.count == 1 else { return tracks }
        return tracks.filter { !Gap.isGap($0.values[0]) }.sorted { left, right in
            let (one, other) = (left.values[0], right.values[0])
            if one.isNaN || other.isNaN { return !one.isNaN && other.isNaN }
            return ascending ? one < other : one > other
        }
    }

    /// The times of samples where they are known: of a selector, else the time of evaluation.
    private func timestamps(_ expression: QueryExpression) throws(QueryError) -> [Track] {
        if case .vector(let selector) = expression {
            return try mergedNow(try timestamps(of: selector).map { context.droppingName($0) })
        }
        let tracks = try vector(expression).map { track in
            var result = context.droppingName(track)
            for step in result.values.indices where !Gap.isGap(result.values[step]) {
                result.values[step] = Double(grid.time(step)) / 1000
            }
            return result
        }
        return try mergedNow(tracks)
    }

    /// `round` and the `clamp` family, whose limits may differ from step to step.
    private func bounded(_ call: Call) throws(QueryError) -> [Track] {
        let tracks = try vector(call.arguments[0])
        var parameters: [[Double]] = []
        for argument in call.arguments.dropFirst() { parameters.append(try scalar(argument)) }
        let name = call.function.name
        let nearest = parameters.first ?? [Double](repeating: 1, count: grid.count)
        let result = tracks.map { track in
            var result = context.droppingName(track)
            for step in result.values.indices where !Gap.isGap(result.values[step]) {
                let value = result.values[step]
                switch name {
                case "round":
                    let inverse = 1 / nearest[step]
                    result.values[step] = (value * inverse + 0.5).rounded(.down) / inverse
                case "clamp_min": result.values[step] = ValueFunctions.maximum(nearest[step], value)
                case "clamp_max": result.values[step] = ValueFunctions.minimum(nearest[step], value)
                default:
                    let (low, high) = (parameters[0][step], parameters[1][step])
                    result.values[step] =
                        high < low
                        ? Gap.value : ValueFunctions.maximum(low, ValueFunctions.minimum(high, value))
                }
            }
            return result
        }
        return try mergedNow(result.filter { $0.values.contains { !Gap.isGap($0) } })
    }
}
