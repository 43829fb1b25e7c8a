internal import Signals

/// A field that lines bring, for `detected_fields`.
public struct DetectedField: Sendable, Equatable {
    /// The label that a parser makes of it.
    public let label: String
    /// What its values look like.
    public let type: FieldType
    /// Different values, counted up to ``Limits/detectedValues``.
    public let cardinality: Int
    /// The parsers that find it: `json`, `logfmt`; none where it comes with the line.
    public let parsers: [String]
}

/// Finds out which fields lines have: lines of JSON and of logfmt are told apart one by one.
struct FieldDetector {
    private struct Found {
        var type: FieldType
        var values: Set<String> = []
        var parsers: Set<String> = []
    }

    private var found: [String: Found] = [:]
    private var labels = LineLabels()
    private let json = JSONStage(table: 0, wanted: nil)
    private let logfmt = LogfmtStage(strict: false, keepsEmpty: false, [], table: 1, wanted: nil)

    /// Takes a label that a line brings or that the stages of a query made.
    mutating func add(_ name: String, _ value: String, parsers: [String]) {
        guard name != LabelName.error, name != LabelName.errorDetails else { return }
        if found[name] == nil {
            guard found.count < Limits.detectedFields else { return }
            found[name] = Found(type: FieldType(of: value))
        }
        guard var field = found[name] else { return }
        // Out of the table while it changes, so that its sets are not copied.
        found[name] = nil
        if field.values.count < Limits.detectedValues, field.values.insert(value).inserted {
            field.type = field.type.joined(with: FieldType(of: value))
        }
        field.parsers.formUnion(parsers)
        found[name] = field
    }

    /// Takes a line that no stage has parsed.
    mutating func add(_ line: ArraySlice<UInt8>, of stream: [Label]) {
        labels.reset(stream: -2, base: stream, metadata: [], undetected: nil)
        var parser = "json"
        json.process(line, &labels)
        if !labels.error.isEmpty {
            parser = "logfmt"
            labels.reset(stream: -2, base: stream, metadata: [], undetected: nil)
            logfmt.process(line, &labels)
        }
        var values: [(String, String)] = []
        labels.forEach { name, value, category in if category == .parsed { values.append((name, value)) } }
        for (name, value) in values { add(name, value, parsers: [parser]) }
    }

    /// What was found, the fields with the most values first.
    func fields(limit: Int) -> [DetectedField] {
        let all = found.map { name, field in
            DetectedField(
                label: name, type: field.type, cardinality: field.values.count, parsers: field.parsers.sorted())
        }
        let ordered = all.sorted { ($1.cardinality, $0.label) < ($0.cardinality, $1.label) }
        return Array(ordered.prefix(min(max(limit, 0), Limits.detectedFields)))
    }
}

extension LogQLEngine {
    /// Says which fields the lines of a log query have; looks at no more than `options.limit` lines.
    ///
    /// - Throws: ``LogQLError``, or what the source throws.
    public func detectedFields(
        _ expression: LogExpression, _ options: LogOptions, limit: Int = Limits.detectedFields,
        isCancelled: @escaping () -> Bool = { false }
    ) throws -> [DetectedField] {
        var options = options
        options.categorisesLabels = true
        let parsers = expression.parsers
        var detector = FieldDetector()
        for stream in try logs(expression, options, isCancelled: isCancelled).streams {
            for entry in stream.entries {
                for label in entry.metadata { detector.add(label.name, label.value, parsers: []) }
                for label in entry.parsed { detector.add(label.name, label.value, parsers: parsers) }
                if parsers.isEmpty { detector.add(Array(entry.line.utf8)[...], of: stream.labels.labels) }
            }
        }
        return detector.fields(limit: limit)
    }
}

extension LogExpression {
    /// The names of the parsers among the stages.
    var parsers: [String] {
        stages.compactMap { stage in
            switch stage {
            case .json: "json"
            case .logfmt: "logfmt"
            case .regexp: "regexp"
            case .pattern: "pattern"
            case .unpack: "unpack"
            default: nil
            }
        }
    }
}
