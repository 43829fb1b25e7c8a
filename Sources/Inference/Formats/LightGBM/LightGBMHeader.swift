/// The part of a LightGBM model before its first tree.
struct LightGBMHeader {
    var version: String
    /// Trees of one round of boosting, which is the number of margins.
    var outputCount: Int
    var featureNames: [String]
    var objective: String?
    /// Whether predictions are averages over the rounds (`boosting=rf`).
    var isAverage: Bool
    /// The bytes that each tree takes, where the file says so.
    var treeSizes: [Int]?

    /// Reads up to the line that begins with `Tree=` or ends the trees, and leaves `lines` on it.
    init(_ lines: inout LineReader, limits: Limits) throws(ModelError) {
        var fields: [String: (value: Range<Int>, line: Int)] = [:]
        guard lines.advance(), lines.equals("tree") else {
            throw .lightGBM("line 1", "it is not `tree`")
        }
        while true {
            guard lines.advance() else { throw .lightGBM("line \(lines.number)", "the file ends before its trees") }
            if lines.starts(with: "Tree=") || lines.equals(LightGBMTextReader.endOfTrees) { break }
            if lines.line.isEmpty { continue }
            let parts = lines.keyAndValue ?? (lines.line, lines.line.upperBound..<lines.line.upperBound)
            guard parts.key.count <= 64, let key = lines.text(parts.key) else {
                throw .lightGBM("line \(lines.number)", "it has no known key")
            }
            guard fields.updateValue((parts.value, lines.number), forKey: key) == nil else {
                throw .lightGBM("line \(lines.number)", "`\(key)` appears twice")
            }
        }
        let reader = LightGBMHeaderFields(fields: fields, lines: lines, limits: limits)
        version = try reader.text("version")
        guard version == "v3" || version == "v4" else {
            throw .unsupported(
                format: .lightGBMText, feature: "version \(version.prefix(20)) of the format",
                remedy: "load the model in LightGBM 4 and save it again")
        }
        outputCount = try reader.integer("num_tree_per_iteration", in: 1...Int(Int32.max))
        try Limits.check(outputCount, of: "outputs", atMost: limits.maxOutputs, format: .lightGBMText)
        let featureCount = try reader.integer("max_feature_idx", in: 0...Int(Int32.max) - 1) + 1
        try Limits.check(featureCount, of: "features", atMost: limits.maxFeatures, format: .lightGBMText)
        featureNames = try reader.words("feature_names", count: featureCount)
        guard Set(featureNames).count == featureCount else {
            throw .lightGBM("feature_names", "a name appears twice")
        }
        _ = try reader.words("feature_infos", count: featureCount)
        objective = fields["objective"] == nil ? nil : try reader.text("objective")
        isAverage = fields["average_output"] != nil
        treeSizes = fields["tree_sizes"] == nil ? nil : try reader.sizes("tree_sizes")
    }
}

/// The lines of a header by their keys, and what can be asked of them.
struct LightGBMHeaderFields {
    let fields: [String: (value: Range<Int>, line: Int)]
    let lines: LineReader
    let limits: Limits

    /// The text of a line that must be there.
    func text(_ key: String) throws(ModelError) -> String {
        let (value, line) = try field(key)
        try Limits.check(value.count, of: "bytes in `\(key)`", atMost: limits.maxTextBytes, format: .lightGBMText)
        guard let text = lines.text(value) else { throw .lightGBM("line \(line)", "`\(key)` is not UTF-8") }
        return text
    }

    /// The integer of a line that must be there.
    func integer(_ key: String, in bounds: ClosedRange<Int>) throws(ModelError) -> Int {
        let (value, line) = try field(key)
        var list: [Int] = []
        do {
            try NumberList(bytes: lines.bytes).integers(value, count: 1, in: bounds, into: &list)
        } catch {
            throw .lightGBM("line \(line)", "`\(key)` is wrong: \(error)")
        }
        return list[0]
    }

    /// The `count` words of a line that must be there, each within the limit on texts.
    func words(_ key: String, count: Int) throws(ModelError) -> [String] {
        let (value, line) = try field(key)
        let parts = lines.bytes[value].split(separator: UInt8(ascii: " "), maxSplits: count)
        guard parts.count == count else {
            throw .lightGBM("line \(line)", "`\(key)` does not have \(count) entries")
        }
        var words: [String] = []
        words.reserveCapacity(count)
        for part in parts {
            try Limits.check(part.count, of: "bytes in a name", atMost: limits.maxTextBytes, format: .lightGBMText)
            guard let word = String(validating: part, as: UTF8.self) else {
                throw .lightGBM("line \(line)", "`\(key)` is not UTF-8")
            }
            words.append(word)
        }
        return words
    }

    /// The list of the trees' sizes.
    func sizes(_ key: String) throws(ModelError) -> [Int] {
        let (value, line) = try field(key)
        let count = lines.bytes[value].split(separator: UInt8(ascii: " ")).count
        try Limits.check(count, of: "trees", atMost: limits.maxTrees, format: .lightGBMText)
        var list: [Int] = []
        do {
            try NumberList(bytes: lines.bytes).integers(value, count: count, in: 0...limits.maxFileBytes, into: &list)
        } catch {
            throw .lightGBM("line \(line)", "`\(key)` is wrong: \(error)")
        }
        return list
    }

    private func field(_ key: String) throws(ModelError) -> (value: Range<Int>, line: Int) {
        guard let field = fields[key] else { throw .lightGBM("its head", "there is no `\(key)` line") }
        return field
    }
}

extension ModelError {
    /// A LightGBM file that breaks the rules of its format.
    static func lightGBM(_ location: String, _ reason: String) -> ModelError {
        .malformed(format: .lightGBMText, location: location, reason: reason)
    }
}
