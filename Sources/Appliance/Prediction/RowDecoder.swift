import JSONText

/// Decodes one JSON object of features straight into a row.
enum RowDecoder {
    /// Reads the object at the reader into `row[start ..< start + features.count]`, whose values must be NaN before.
    ///
    /// A feature that the object leaves out, or that is `null`, stays NaN: missing. Every value that does not validate
    /// is added to `problems` (up to a bound), so that the caller learns of all of them at once.
    ///
    /// - Throws: ``JSONError`` where the text is no JSON.
    static func decode(
        _ reader: inout JSONReader, features: FeatureIndex, into row: inout [Double], at start: Int,
        location: [String], others: OtherNames = .refused, problems: inout FieldProblems
    ) throws(JSONError) {
        guard try reader.peek() == .object else {
            let found = try reader.peek()
            problems.add(location) { "An object of features belongs here, not \(found.phrase)." }
            try reader.skipValue()
            return
        }
        try reader.beginObject()
        var hint = 0
        while let key = try reader.nextRawKey() {
            let column =
                key.hasEscapes
                ? features.column(of: Array(reader.string(of: key).utf8)[...], hint: hint)
                : features.column(of: reader.bytes[key.range], hint: hint)
            guard let column else {
                let name = reader.string(of: key)
                if isProblem(name, others) {
                    problems.add(location + [name]) { objection(to: name, others, features) }
                }
                try reader.skipValue()
                continue
            }
            hint = column + 1
            if let message = try value(&reader, into: &row[start + column]) {
                problems.add(location + [features.names[column]]) { "\(features.names[column]): \(message)" }
            }
        }
    }

    /// Reads one value; returns what is wrong with it, if anything is.
    private static func value(_ reader: inout JSONReader, into cell: inout Double) throws(JSONError) -> String? {
        switch try reader.peek() {
        case .number:
            do {
                let number = try reader.readDouble()
                guard isInRange(number) else { return outOfRange }
                cell = number
                return nil
            } catch .numberOutOfRange {
                // The reader stands behind the number already.
                return outOfRange
            }
        case .null:
            try reader.readNull()
            return nil
        case let other:
            try reader.skipValue()
            return "A number or null belongs here, not \(other.phrase)."
        }
    }

    /// Whether a value fits a `Float`, the type that models compare in: what rounds to the largest one does.
    static func isInRange(_ number: Double) -> Bool {
        Float(number).isFinite
    }

    static let outOfRange =
        "The number is outside the range of a 32-bit float (3.4e38). Send null where there is no value."

    private static func isProblem(_ name: String, _ others: OtherNames) -> Bool {
        switch others {
        case .refused: true
        case .kept(let except): except.contains(name)
        }
    }

    /// What is wrong with a name that is no feature.
    private static func objection(to name: String, _ others: OtherNames, _ features: FeatureIndex) -> String {
        switch others {
        case .refused:
            let hint = NearestName.suggestion(for: name, among: features.names).map { " Did you mean '\($0)'?" }
            return "The model has no feature '\(name)'." + (hint ?? "")
        case .kept: return "The output needs the name '\(name)' itself. Rename it."
        }
    }
}
