/// `printf` with the verbs and flags of Go's fmt that lines need.
enum TemplateFormat {
    private struct Verb {
        var minus = false
        var zero = false
        var plus = false
        var width = 0
        var precision: Int?
    }

    static func format(_ format: String, _ arguments: ArraySlice<TemplateValue>) throws(TemplateError) -> String {
        var result = ""
        var rest = Substring(format).unicodeScalars
        var arguments = arguments
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            var verb = Verb()
            flags: while let flag = rest.first {
                switch flag {
                case "-": verb.minus = true
                case "0": verb.zero = true
                case "+": verb.plus = true
                case " ", "#": break
                default: break flags
                }
                rest.removeFirst()
            }
            verb.width = number(&rest)
            if rest.first == "." {
                rest.removeFirst()
                verb.precision = number(&rest)
            }
            guard verb.width <= Limits.templateOutputBytes, verb.precision ?? 0 <= 64 || rest.first == "s" else {
                throw TemplateError("printf: a width or precision is too large")
            }
            guard let letter = rest.popFirst() else { return result + "%!(NOVERB)" }
            if letter == "%" {
                result += "%"
                continue
            }
            guard let argument = arguments.popFirst() else {
                result += "%!\(letter)(MISSING)"
                continue
            }
            result += padded(
                text(letter, verb, argument), verb, isText: letter == "s" || letter == "v" || letter == "q")
            guard result.utf8.count <= Limits.templateOutputBytes else {
                throw TemplateError("a template writes more than \(Limits.templateOutputBytes) bytes")
            }
        }
        return result
    }

    private static func number(_ rest: inout Substring.UnicodeScalarView) -> Int {
        var value = 0
        while let digit = rest.first, digit.isASCII, UInt8(ascii: digit).isDigit {
            value = min(value * 10 + Int(digit.value - 48), Limits.templateOutputBytes + 1)
            rest.removeFirst()
        }
        return value
    }

    private static func text(_ letter: Unicode.Scalar, _ verb: Verb, _ value: TemplateValue) -> String {
        switch letter {
        case "s", "v":
            let text = value.text
            return verb.precision.map { String(text.unicodeScalars.prefix($0)) } ?? text
        case "q": return QuotedText.string(value.text)
        case "d":
            guard case .whole(let number) = value else { return wrong(letter, value) }
            return (verb.plus && number >= 0 ? "+" : "") + String(number)
        case "x", "X":
            let text: String
            switch value {
            case .whole(let number): text = String(number, radix: 16)
            default: text = value.text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            }
            return letter == "X" ? text.uppercased() : text
        case "f", "F", "e", "g":
            guard case .real(let number) = value else { return wrong(letter, value) }
            if letter != "f", letter != "F" { return NumberText.string(number) }
            return (verb.plus && number >= 0 ? "+" : "") + FixedText.string(number, decimals: verb.precision ?? 6)
        case "t":
            guard case .bool(let bool) = value else { return wrong(letter, value) }
            return bool ? "true" : "false"
        default: return wrong(letter, value)
        }
    }

    private static func wrong(_ letter: Unicode.Scalar, _ value: TemplateValue) -> String {
        let kind =
            switch value {
            case .text: "string"
            case .whole: "int"
            case .real: "float64"
            case .bool: "bool"
            default: "value"
            }
        return "%!\(letter)(\(kind)=\(value.text))"
    }

    private static func padded(_ text: String, _ verb: Verb, isText: Bool) -> String {
        let missing = verb.width - text.unicodeScalars.count
        guard missing > 0 else { return text }
        if verb.minus { return text + String(repeating: " ", count: missing) }
        guard verb.zero else { return String(repeating: " ", count: missing) + text }
        let zeros = String(repeating: "0", count: missing)
        if !isText, let sign = text.first, sign == "-" || sign == "+" { return "\(sign)\(zeros)\(text.dropFirst())" }
        return zeros + text
    }
}

/// Numbers with a fixed number of decimals.
enum FixedText {
    static func string(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return NumberText.string(value) }
        // Exact: a Double is a whole number times a power of two, so long division by ten never rounds.
        var digits = DecimalDigits(value.magnitude)
        let text = digits.text(decimals: decimals)
        return (value.sign == .minus ? "-" : "") + text
    }
}
