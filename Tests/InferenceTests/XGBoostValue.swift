/// A value of a model document that tests build, and its two spellings as XGBoost writes them.
enum XGBoostValue {
    struct Member {
        var name: String
        var value: XGBoostValue
    }

    case members([Member])
    case array([XGBoostValue])
    case text(String)
    /// Typed arrays in UBJSON.
    case floats([Float])
    case ints([Int32])
    case bytes([UInt8])
    case wides([Int64])
    /// JSON and UBJSON that are put in as they stand.
    case verbatim(json: String, ubjson: [UInt8])

    static func object(_ members: [(String, XGBoostValue)]) -> XGBoostValue {
        .members(members.map { Member(name: $0.0, value: $0.1) })
    }

    var json: [UInt8] {
        var text: [UInt8] = []
        appendJSON(&text)
        return text
    }

    var ubjson: [UInt8] {
        var bytes: [UInt8] = []
        appendUBJSON(&bytes)
        return bytes
    }

    private func appendJSON(_ out: inout [UInt8]) {
        func list(_ texts: [String]) { out += Array("[\(texts.joined(separator: ","))]".utf8) }
        switch self {
        case .members(let members):
            out += Array("{".utf8)
            for (index, member) in members.enumerated() {
                if index > 0 { out += Array(",".utf8) }
                out += Array("\"\(member.name)\":".utf8)
                member.value.appendJSON(&out)
            }
            out += Array("}".utf8)
        case .array(let elements):
            out += Array("[".utf8)
            for (index, element) in elements.enumerated() {
                if index > 0 { out += Array(",".utf8) }
                element.appendJSON(&out)
            }
            out += Array("]".utf8)
        case .text(let text): out += Array("\"\(text)\"".utf8)
        case .floats(let values): list(values.map { $0.isNaN ? "NaN" : $0.isInfinite ? "Infinity" : "\($0)" })
        case .ints(let values): list(values.map { "\($0)" })
        case .bytes(let values): list(values.map { "\($0)" })
        case .wides(let values): list(values.map { "\($0)" })
        case .verbatim(let json, _): out += Array(json.utf8)
        }
    }

    private func appendUBJSON(_ out: inout [UInt8]) {
        func big(_ value: some FixedWidthInteger) {
            for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
                out.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }
        func count(_ value: Int) {
            out.append(UInt8(ascii: "L"))
            big(Int64(value))
        }
        func typed(_ marker: String, _ number: Int) {
            out += Array("[$\(marker)#".utf8)
            count(number)
        }
        func text(_ value: String) {
            count(value.utf8.count)
            out += Array(value.utf8)
        }
        switch self {
        case .members(let members):
            out.append(UInt8(ascii: "{"))
            for member in members {
                text(member.name)
                member.value.appendUBJSON(&out)
            }
            out.append(UInt8(ascii: "}"))
        case .array(let elements):
            out += Array("[#".utf8)
            count(elements.count)
            for element in elements { element.appendUBJSON(&out) }
        case .text(let value):
            out.append(UInt8(ascii: "S"))
            text(value)
        case .floats(let values):
            typed("d", values.count)
            for value in values { big(value.bitPattern) }
        case .ints(let values):
            typed("l", values.count)
            for value in values { big(value) }
        case .bytes(let values):
            typed("U", values.count)
            out += values
        case .wides(let values):
            typed("L", values.count)
            for value in values { big(value) }
        case .verbatim(_, let ubjson): out += ubjson
        }
    }
}
