/// What expressions in templates come to.
indirect enum TemplateValue: Sendable, Equatable {
    case text(String)
    case whole(Int64)
    case real(Double)
    case bool(Bool)
    case list([TemplateValue])
    case map([String: TemplateValue])
    /// A moment, in nanoseconds since 1970.
    case time(Int64)
    /// A duration in nanoseconds.
    case duration(Int64)
    case nothing

    /// What an `if` takes for true.
    var isTrue: Bool {
        switch self {
        case .text(let text): !text.isEmpty
        case .whole(let number): number != 0
        case .real(let number): number != 0
        case .bool(let bool): bool
        case .list(let list): !list.isEmpty
        case .map(let map): !map.isEmpty
        case .time: true
        case .duration(let duration): duration != 0
        case .nothing: false
        }
    }

    /// As Go's `%v` prints it.
    var text: String {
        switch self {
        case .text(let text): text
        case .whole(let number): String(number)
        case .real(let number): NumberText.string(number)
        case .bool(let bool): bool ? "true" : "false"
        case .list(let list): "[" + list.map(\.text).joined(separator: " ") + "]"
        case .map(let map):
            "map["
                + map.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.text)" }.joined(separator: " ") + "]"
        case .time(let time): GoTime.format(time, "2006-01-02 15:04:05.999999999 -0700 MST")
        case .duration(let duration): GoTime.describe(duration: duration)
        case .nothing: "<no value>"
        }
    }

    /// As a number, where it is one or reads as one; 0 otherwise, as sprig does.
    var number: Double {
        switch self {
        case .whole(let number), .duration(let number), .time(let number): Double(number)
        case .real(let number): number
        case .bool(let bool): bool ? 1 : 0
        case .text(let text): GoNumber.double(text) ?? 0
        case .list, .map, .nothing: 0
        }
    }

    var integer: Int64 {
        switch self {
        case .whole(let number), .duration(let number), .time(let number): return number
        case .text(let text): if let number = Int64(text) { return number }
        default: break
        }
        let number = number.rounded(.towardZero)
        return Int64(exactly: number) ?? (number > 0 ? .max : number < 0 ? .min : 0)
    }

    /// The value under a key of a map; nothing where there is none.
    func member(_ name: String) -> TemplateValue {
        if case .map(let map) = self { map[name] ?? .nothing } else { .nothing }
    }
}
