internal import Signals

extension ExpositionParser {
    /// A metric's name, labels in braces, a value, a timestamp, and in OpenMetrics an exemplar.
    mutating func parseSample() throws(ExpositionError) {
        guard result.samples.count < Limits.maxExposedSamples else {
            throw error(.tooManySamples(limit: Limits.maxExposedSamples))
        }
        labels.removeAll(keepingCapacity: true)
        // The metric's name comes first in almost every label set: there it need not be sorted.
        labels.append(Label(LabelRules.metricName, ""))
        let range = identifier(allowsColon: true)
        var name: String?
        if !range.isEmpty {
            name = try string(range)
            guard range.count <= Limits.maxLabelValueBytes else {
                throw error(
                    .labels(.valueTooLong(name: LabelRules.metricName, limit: Limits.maxLabelValueBytes)))
            }
        }
        skipSpaces()
        if take(UInt8(ascii: "{")) {
            try parseLabels(name: &name)
        } else if range.isEmpty {
            throw error(.expected("the name of a metric"))
        }
        guard let name else { throw error(.expected("the name of a metric")) }
        labels[0] = Label(LabelRules.metricName, name)
        let set = try labelSet()

        let value = try parseValue()
        let milliseconds = try parseTimestamp()
        let exemplar = isStrict ? try parseExemplar(of: name) : nil
        skipSpaces()
        guard position == lineEnd else { throw error(.expected("the end of the line")) }
        result.samples.append(
            ExposedSample(labels: set, value: value, milliseconds: milliseconds, exemplar: exemplar))
    }

    private func labelSet() throws(ExpositionError) -> LabelSet {
        do throws(BadLabels) {
            return try LabelRules.set(labels)
        } catch {
            throw self.error(.labels(error))
        }
    }

    /// What stands after an opening brace, the closing one included.
    private mutating func parseLabels(name: inout String?, isExemplar: Bool = false) throws(ExpositionError) {
        skipSpaces()
        while !take(UInt8(ascii: "}")) {
            let range = identifier(allowsColon: false)
            let label: String
            if !range.isEmpty {
                label = try string(range)
            } else if let text = try quoted() {
                skipSpaces()
                // A quoted text that is followed by no equals sign is the metric's name.
                if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") {
                    guard name == nil, !isExemplar, !text.isEmpty else {
                        throw error(.expected("one name of a metric"))
                    }
                    guard text.utf8.count <= Limits.maxLabelValueBytes else {
                        throw error(
                            .labels(.valueTooLong(name: LabelRules.metricName, limit: Limits.maxLabelValueBytes)))
                    }
                    name = text
                    if take(UInt8(ascii: ",")) { skipSpaces() }
                    continue
                }
                label = text
            } else {
                throw error(.expected("the name of a label"))
            }
            try parseLabelValue(of: label)
            skipSpaces()
            guard take(UInt8(ascii: ",")) || byte == UInt8(ascii: "}") else {
                throw error(.expected("a comma or a closing brace"))
            }
            skipSpaces()
        }
    }

    private mutating func parseLabelValue(of label: String) throws(ExpositionError) {
        skipSpaces()
        guard take(UInt8(ascii: "=")) else { throw error(.expected("an equals sign")) }
        skipSpaces()
        guard let value = try quoted() else { throw error(.expected("a label's value in quotation marks")) }
        do throws(BadLabels) {
            guard labels.count <= Limits.maxLabels else { throw BadLabels.tooMany(limit: Limits.maxLabels) }
            try LabelRules.check(nameBytes: label.utf8.count, valueBytes: value.utf8.count, name: label)
        } catch {
            throw self.error(.labels(error))
        }
        labels.append(Label(label, value))
    }

    /// The field that ends at white space or the end of the line.
    private mutating func field() -> Range<Int> {
        let start = position
        while let current = byte, current != 0x20, isStrict || current != 0x09 { position += 1 }
        return start..<position
    }

    private mutating func parseValue() throws(ExpositionError) -> Double {
        let start = position
        skipSeparator()
        guard position > start || !isStrict, byte != nil else { throw error(.expected("a value")) }
        return try number(field())
    }

    private func number(_ range: Range<Int>) throws(ExpositionError) -> Double {
        if let value = ExpositionNumber.value(text, range) { return value }
        throw error(.badNumber(excerpt(range)))
    }

    private func excerpt(_ range: Range<Int>) -> String {
        String(decoding: text[range].prefix(64), as: UTF8.self)
    }

    private mutating func parseTimestamp() throws(ExpositionError) -> Int64? {
        let start = position
        skipSeparator()
        guard let first = byte, !(isStrict && first == UInt8(ascii: "#")) else {
            // In OpenMetrics the space before an exemplar is read with it, and one before nothing is refused.
            if isStrict { position = start }
            return nil
        }
        guard position > start else { throw error(.expected("the end of the line")) }
        let range = field()
        return isStrict ? try seconds(range) : try wholeMilliseconds(range)
    }

    private func wholeMilliseconds(_ range: Range<Int>) throws(ExpositionError) -> Int64 {
        let digits = text[range]
        guard let value = Int64(String(decoding: digits.prefix(32), as: UTF8.self)), digits.count <= 20,
            digits.first != UInt8(ascii: "+")
        else { throw error(.badTimestamp(excerpt(range))) }
        return value
    }

    private func seconds(_ range: Range<Int>) throws(ExpositionError) -> Int64 {
        guard let value = ExpositionNumber.value(text, range), value.isFinite,
            let milliseconds = Int64(exactly: (value * 1_000).rounded(.towardZero))
        else { throw error(.badTimestamp(excerpt(range))) }
        return milliseconds
    }

    /// ` # {labels} value timestamp`, after a counter or a bucket alone.
    private mutating func parseExemplar(of name: String) throws(ExpositionError) -> Exemplar? {
        guard position < lineEnd else { return nil }
        guard text[position..<lineEnd].starts(with: " # {".utf8) else { throw error(.expected("an exemplar")) }
        guard name.hasSuffix("_total") || name.hasSuffix("_bucket") else {
            throw error(.exemplarNotAllowed(name))
        }
        position += 4
        labels.removeAll(keepingCapacity: true)
        var none: String?
        try parseLabels(name: &none, isExemplar: true)
        let set = try labelSet()
        let value = try parseValue()
        var milliseconds: Int64?
        if take(0x20) { milliseconds = try seconds(field()) }
        return Exemplar(labels: set, value: value, milliseconds: milliseconds)
    }
}
