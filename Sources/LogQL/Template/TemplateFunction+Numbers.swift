extension TemplateFunction {
    func applyNumber(_ arguments: [TemplateValue]) throws(TemplateError) -> TemplateValue? {
        switch self {
        case .int: return .whole(arguments[0].integer)
        case .float64: return .real(arguments[0].number)
        case .add: return .whole(arguments.reduce(0) { $0 &+ $1.integer })
        case .sub: return .whole(arguments[0].integer &- arguments[1].integer)
        case .mul: return .whole(arguments.reduce(1) { $0 &* $1.integer })
        case .div, .mod: return .whole(try divided(arguments[0].integer, arguments[1].integer))
        case .addf: return .real(arguments.reduce(0) { $0 + $1.number })
        case .subf: return .real(arguments.dropFirst().reduce(arguments[0].number) { $0 - $1.number })
        case .mulf: return .real(arguments.dropFirst().reduce(arguments[0].number) { $0 * $1.number })
        case .divf: return .real(arguments.dropFirst().reduce(arguments[0].number) { $0 / $1.number })
        case .max: return .whole(arguments.map(\.integer).max() ?? 0)
        case .min: return .whole(arguments.map(\.integer).min() ?? 0)
        case .maxf: return .real(arguments.map(\.number).max() ?? 0)
        case .minf: return .real(arguments.map(\.number).min() ?? 0)
        case .ceil: return .real(arguments[0].number.rounded(.up))
        case .floor: return .real(arguments[0].number.rounded(.down))
        case .round: return .real(rounded(arguments))
        case .len: return .whole(try length(arguments[0]))
        case .bytes:
            guard let bytes = Units.bytes(arguments[0].text) else {
                throw TemplateError(ErrorText.bytes(arguments[0].text))
            }
            return .real(Double(bytes))
        case .duration, .durationSeconds:
            guard let duration = Units.duration(arguments[0].text) else {
                throw TemplateError(ErrorText.duration(arguments[0].text))
            }
            return .real(Double(duration) / 1e9)
        default: return nil
        }
    }

    private func divided(_ left: Int64, _ right: Int64) throws(TemplateError) -> Int64 {
        guard right != 0 else { throw TemplateError("integer divide by zero") }
        // The one division that overflows.
        if right == -1 { return self == .div ? 0 &- left : 0 }
        return self == .div ? left / right : left % right
    }

    /// To a number of decimals; half and more goes up, or what a third argument says instead of a half.
    private func rounded(_ arguments: [TemplateValue]) -> Double {
        let threshold = arguments.count > 2 ? arguments[2].number : 0.5
        var scale = 1.0
        for _ in 0..<Swift.min(Swift.max(arguments[1].integer, 0), 300) { scale *= 10 }
        let scaled = arguments[0].number * scale
        let whole = scaled.rounded(.down)
        return (scaled - whole >= threshold ? scaled.rounded(.up) : whole) / scale
    }

    private func length(_ value: TemplateValue) throws(TemplateError) -> Int64 {
        switch value {
        case .text(let text): return Int64(text.utf8.count)
        case .list(let list): return Int64(list.count)
        case .map(let map): return Int64(map.count)
        default: throw TemplateError("len of a value that has no length")
        }
    }
}
