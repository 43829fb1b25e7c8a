import JSONText

/// Turns lines of JSON objects into rows of a model.
///
/// Empty lines are skipped.
struct NDJSONRows {
    private let features: FeatureIndex
    private let others: OtherNames

    init(features: FeatureIndex, others: OtherNames) {
        self.features = features
        self.others = others
    }

    /// Whether the line has nothing but spaces.
    static func isBlank(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }

    /// Sets the row's values that the line's object has.
    ///
    /// - Throws: ``BatchFileError/badLine(line:reason:)`` for anything but one object of numbers and nulls (and, where
    ///   other columns are kept, other members).
    func fill(_ values: inout [Double], at start: Int, from bytes: [UInt8], line: Int) throws(BatchFileError) {
        var problems = FieldProblems()
        do {
            var reader = JSONReader(bytes, maxDepth: Limits.jsonDepth)
            try RowDecoder.decode(
                &reader, features: features, into: &values, at: start, location: [],
                others: others, problems: &problems)
            try reader.finish()
        } catch {
            throw .badLine(line: line, reason: error.description)
        }
        if let problem = problems.listed.first {
            throw .badLine(line: line, reason: problem.message)
        }
    }
}
