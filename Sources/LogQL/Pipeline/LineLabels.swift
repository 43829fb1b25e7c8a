internal import Signals

/// A label's name, as a number of the parser that made it.
struct LabelID {
    let table: Int
    let name: Int
}

/// The labels of a line on its way through the stages.
///
/// Built for reuse: a line that no stage changes costs no allocation here. A label that a line brings hides the
/// stream's of the same name.
struct LineLabels {
    enum Category: Sendable {
        case stream, metadata, parsed
    }

    /// A value, or where it stands in the line: most values are never looked at.
    enum Value {
        case text(String)
        case bytes(Range<Int>, hasEscapes: Bool, buffer: Int)
    }

    struct Field {
        let name: String
        var value: Value
        var category: Category
        /// Tells names of one parser apart without comparing them; nil where a name comes from elsewhere.
        let id: LabelID?
    }

    /// What went wrong, `__error__`; empty where nothing did.
    private(set) var error = ""
    private(set) var errorDetails = ""
    /// What the line brings or a stage has set.
    private(set) var fields: [Field] = []

    /// Which stream the line is of; what is known of one stream's labels holds for as long as this stays the same.
    private(set) var stream = -1
    /// The texts that values stand in: the line, and what stages made of it.
    private var buffers: [ArraySlice<UInt8>] = []
    private var base: [Label] = []
    /// Whether a label of the stream is gone, for each of them.
    private var isHidden: [Bool] = []
    private var hidesAny = false
    /// The line whose level has yet to be detected, if anybody asks.
    private var undetected: ArraySlice<UInt8>?
    /// The level that the labels of the stream give, which is asked once for all its lines; none where they give none.
    private var streamLevel: (stream: Int, level: String?)?

    /// Starts with a line of a stream.
    ///
    /// With `undetected`, the line's level is a label unless the line brings one.
    mutating func reset(stream: Int, base: [Label], metadata: [Label], undetected: ArraySlice<UInt8>?) {
        self.stream = stream
        self.base = base
        buffers.removeAll(keepingCapacity: true)
        self.undetected = undetected
        if hidesAny || isHidden.count != base.count {
            isHidden = [Bool](repeating: false, count: base.count)
            hidesAny = false
        }
        fields.removeAll(keepingCapacity: true)
        if !error.isEmpty { (error, errorDetails) = ("", "") }
        for label in metadata where !label.value.isEmpty && fields.count < Limits.labelsPerLine {
            if label.name == LabelName.detectedLevel { self.undetected = nil }
            let name = hasBase(label.name) ? label.name + LabelName.duplicateSuffix : label.name
            guard !name.isEmpty, !fields.contains(where: { $0.name == name }) else { continue }
            fields.append(Field(name: name, value: .text(label.value), category: .metadata, id: nil))
        }
    }

    /// Takes the text that a parser is about to read, for values that stand in it.
    mutating func beginParsing(_ line: ArraySlice<UInt8>) { buffers.append(line) }

    /// Whether the stream has a label of the name, hidden or not.
    func hasBase(_ name: String) -> Bool { base.contains { $0.name == name } }

    /// Whether as many labels were set as one line may have.
    var isFull: Bool { fields.count >= Limits.labelsPerLine }

    mutating func value(_ name: String) -> String? { valueAndCategory(name)?.value }

    mutating func valueAndCategory(_ name: String) -> (value: String, category: Category)? {
        if undetected != nil, name == LabelName.detectedLevel { detectLevel() }
        for field in fields where field.name == name { return (text(of: field.value), field.category) }
        for (index, label) in base.enumerated() where label.name == name {
            return isHidden[index] ? nil : (label.value, .stream)
        }
        if name == LabelName.error, !error.isEmpty { return (error, .parsed) }
        if name == LabelName.errorDetails, !errorDetails.isEmpty { return (errorDetails, .parsed) }
        return nil
    }

    private func text(of value: Value) -> String {
        switch value {
        case .text(let text): return text
        case .bytes(let range, let hasEscapes, let buffer):
            let line = buffers[buffer]
            return JSONScan.text(line.span, (range, hasEscapes))
        }
    }

    /// Sets a label that the stream has not, whose value stands in the text that is being parsed.
    mutating func set(_ name: String, _ id: LabelID, to range: Range<Int>, hasEscapes: Bool) {
        let value = Value.bytes(range, hasEscapes: hasEscapes, buffer: buffers.count - 1)
        for index in fields.indices {
            if let other = fields[index].id, other.table == id.table {
                guard other.name == id.name else { continue }
            } else if fields[index].name != name {
                continue
            }
            fields[index].value = value
            fields[index].category = .parsed
            return
        }
        if !isFull { fields.append(Field(name: name, value: value, category: .parsed, id: id)) }
    }

    mutating func set(_ name: String, to value: String, _ category: Category) {
        if name == LabelName.error || name == LabelName.errorDetails { return setError(name, to: value) }
        if undetected != nil, name == LabelName.detectedLevel { undetected = nil }
        hide(name)
        if let index = fields.firstIndex(where: { $0.name == name }) {
            fields[index].value = .text(value)
            fields[index].category = category
        } else if !isFull {
            fields.append(Field(name: name, value: .text(value), category: category, id: nil))
        }
    }

    mutating func remove(_ name: String) {
        switch name {
        case LabelName.error: error = ""
        case LabelName.errorDetails: errorDetails = ""
        default:
            if undetected != nil, name == LabelName.detectedLevel { undetected = nil }
            fields.removeAll { $0.name == name }
            hide(name)
        }
    }

    private mutating func setError(_ name: String, to value: String) {
        if name == LabelName.error { error = value } else { errorDetails = value }
    }

    mutating func fail(_ error: String, _ details: String) {
        self.error = error
        errorDetails = details
    }

    private mutating func hide(_ name: String) {
        guard let index = base.firstIndex(where: { $0.name == name }) else { return }
        isHidden[index] = true
        hidesAny = true
    }

    private mutating func detectLevel() {
        guard let line = undetected else { return }
        undetected = nil
        if streamLevel?.stream != stream { streamLevel = (stream, LevelDetector.level(ofStream: base)) }
        let level = streamLevel?.level ?? LevelDetector.level(of: line, labels: [], metadata: metadata)
        if hasBase(LabelName.detectedLevel) || isFull { return }
        fields.append(Field(name: LabelName.detectedLevel, value: .text(level), category: .metadata, id: nil))
    }

    private var metadata: [Label] {
        fields.filter { $0.category == .metadata }.map { Label($0.name, text(of: $0.value)) }
    }

    // MARK: What it comes to

    /// Calls back with each label that the line has in the end; none is empty.
    mutating func forEach(_ take: (String, String, Category) -> Void) {
        detectLevel()
        for (index, label) in base.enumerated() where !isHidden[index] { take(label.name, label.value, .stream) }
        for field in fields {
            let value = text(of: field.value)
            if !value.isEmpty { take(field.name, value, field.category) }
        }
        if !error.isEmpty { take(LabelName.error, error, .parsed) }
        if !errorDetails.isEmpty { take(LabelName.errorDetails, errorDetails, .parsed) }
    }

    /// All of them as a set.
    mutating func set() -> LabelSet {
        var labels: [Label] = []
        forEach { name, value, _ in labels.append(Label(name, value)) }
        return LabelSet(unique: labels)
    }

    /// Whether the labels are exactly those of the stream.
    mutating func isUntouched() -> Bool {
        detectLevel()
        return fields.isEmpty && !hidesAny && error.isEmpty && errorDetails.isEmpty
    }

    /// The names that are there but errors', for stages that keep some.
    mutating func names() -> [String] {
        detectLevel()
        var names: [String] = []
        for (index, label) in base.enumerated() where !isHidden[index] { names.append(label.name) }
        for field in fields { names.append(field.name) }
        return names
    }
}
