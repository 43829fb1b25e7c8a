/// The part of a LightGBM model after its trees: training parameters, and the codes of pandas' categories.
struct LightGBMTrailer {
    /// The parameters, and `pandas_categorical` with its JSON text where the file has it.
    private(set) var parameters: [String: String] = [:]

    /// Reads up to the end of the file.
    ///
    /// Feature importances are passed over.
    init(_ lines: inout LineReader, limits: Limits) throws(ModelError) {
        var isInside = false
        while lines.advance() {
            if lines.equals("parameters:") {
                isInside = true
            } else if lines.equals("end of parameters") {
                isInside = false
            } else if isInside, !lines.line.isEmpty {
                guard lines.starts(with: "["), lines.bytes[lines.line.upperBound - 1] == UInt8(ascii: "]") else {
                    throw .lightGBM("line \(lines.number)", "a parameter is not in brackets")
                }
                try add(lines.line.lowerBound + 1..<lines.line.upperBound - 1, of: lines, limits: limits)
            } else if lines.starts(with: "pandas_categorical:") {
                try add(lines.line, of: lines, limits: limits)
            }
        }
        guard !isInside else { throw .lightGBM("line \(lines.number)", "the file ends inside its parameters") }
    }

    private mutating func add(_ range: Range<Int>, of lines: LineReader, limits: Limits) throws(ModelError) {
        let place = "line \(lines.number)"
        try Limits.check(
            parameters.count + 1, of: "parameters", atMost: limits.maxHyperparameters, format: .lightGBMText)
        try Limits.check(
            range.count, of: "bytes in a parameter", atMost: limits.maxTextBytes, format: .lightGBMText)
        guard let text = lines.text(range) else { throw .lightGBM(place, "a parameter is not UTF-8") }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .lightGBM(place, "a parameter has no value") }
        let value = parts[1].hasPrefix(" ") ? parts[1].dropFirst() : parts[1]
        guard parameters.updateValue(String(value), forKey: String(parts[0])) == nil else {
            throw .lightGBM(place, "`\(parts[0])` appears twice")
        }
    }
}
