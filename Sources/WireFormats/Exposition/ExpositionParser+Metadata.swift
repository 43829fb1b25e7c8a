extension ExpositionParser {
    /// A line that begins with #: HELP, TYPE, UNIT, or a comment, which OpenMetrics does not have.
    mutating func parseComment() throws(ExpositionError) {
        position += 1
        let start = position
        skipSeparator()
        let word = position > start ? metadataWord() : nil
        guard let word else {
            if isStrict { throw error(.expected("HELP, TYPE, UNIT or EOF")) }
            position = lineEnd
            return
        }
        guard let family = try familyName() else {
            throw error(.expected("the name of a metric"))
        }
        let index = try indexOfFamily(family)
        switch word {
        case .help: result.families[index].help = try helpText()
        case .type: result.families[index].kind = try kind()
        case .unit: result.families[index].unit = try unit(of: family)
        }
        position = lineEnd
    }

    private enum MetadataWord { case help, type, unit }

    /// Moves over the word and the white space behind it; nil, where neither stands, moves nowhere.
    private mutating func metadataWord() -> MetadataWord? {
        let rest = text[position..<lineEnd]
        let words: [(StaticString, MetadataWord)] = [("HELP", .help), ("TYPE", .type), ("UNIT", .unit)]
        for (spelling, word) in words where rest.starts(with: spelling.description.utf8) {
            if word == .unit, !isStrict { return nil }
            let before = position
            position += spelling.utf8CodeUnitCount
            let end = position
            skipSeparator()
            if position > end { return word }
            position = before
        }
        return nil
    }

    private mutating func familyName() throws(ExpositionError) -> String? {
        if let name = try quoted() { return name.isEmpty ? nil : name }
        let range = identifier(allowsColon: true)
        return range.isEmpty ? nil : try string(range)
    }

    private mutating func indexOfFamily(_ name: String) throws(ExpositionError) -> Int {
        if let index = familyIndex[name] { return index }
        guard result.families.count < Limits.maxExposedSamples else {
            throw error(.tooManySamples(limit: Limits.maxExposedSamples))
        }
        familyIndex[name] = result.families.count
        result.families.append(FamilyMetadata(family: name))
        return result.families.count - 1
    }

    /// What follows the family's name on its line.
    private mutating func rest() throws(ExpositionError) -> Range<Int> {
        guard byte == 0x20 || (byte == 0x09 && !isStrict) || (byte == nil && !isStrict) else {
            throw error(.expected("white space after the name of a metric"))
        }
        if position < lineEnd { position += 1 }
        return position..<lineEnd
    }

    private mutating func helpText() throws(ExpositionError) -> String {
        let help = try unescaped(try rest(), quotes: isStrict)
        return help.cut(toBytes: Limits.maxMetadataBytes)
    }

    private mutating func kind() throws(ExpositionError) -> MetricKind {
        let word = try string(try rest())
        if isStrict, let kind = MetricKind(rawValue: word) { return kind }
        guard !isStrict else { throw error(.badType(word)) }
        switch word {
        case "counter": return .counter
        case "gauge": return .gauge
        case "histogram": return .histogram
        case "summary": return .summary
        case "untyped": return .unknown
        default: throw error(.badType(word))
        }
    }

    private mutating func unit(of family: String) throws(ExpositionError) -> String {
        let unit = try string(try rest())
        guard unit.isEmpty || family.hasSuffix("_" + unit) else {
            throw error(.unitIsNoSuffix(unit: unit, family: family))
        }
        return unit
    }
}
