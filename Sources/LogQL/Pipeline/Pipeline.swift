internal import Patterns
internal import Signals

/// The stages of a query, ready to take lines.
///
/// Holds what is reused from line to line; used by one thread.
final class Pipeline {
    private enum Step {
        case line(LineFilter)
        case json(JSONStage)
        case jsonPaths(JSONPathStage)
        case logfmt(LogfmtStage)
        case regexp(Capturing)
        case pattern(LinePattern)
        case unpack(UnpackStage)
        case filter(LabelFilter)
        case lineFormat(Template)
        case labelFormat([LabelFormat])
        case drop([LabelChoice])
        case keep([LabelChoice])
        case decolorize
    }

    /// The labels of the line that was processed last.
    var labels = LineLabels()
    /// Texts that every line that goes through contains.
    let needles: [ByteSearch.Needle]

    /// Line filters before everything else: they need no labels.
    private let filters: [LineFilter]
    private let steps: [Step]
    private let detectsLevel: Bool

    /// Prepares stages; with `wanted`, the parsers make only those labels.
    init(_ stages: [Stage], wanted: Set<String>? = nil, detectsLevel: Bool) {
        self.detectsLevel = detectsLevel
        let leading = stages.prefix { if case .line = $0 { true } else { false } }
        filters = leading.compactMap { if case .line(let filter) = $0 { filter } else { nil } }
        steps = stages.dropFirst(leading.count).enumerated().map { Self.step($1, $0, wanted) }
        needles = Self.needles(stages)
    }

    private static func step(_ stage: Stage, _ number: Int, _ wanted: Set<String>?) -> Step {
        switch stage {
        case .line(let filter): .line(filter)
        case .json(let extractions):
            extractions.isEmpty
                ? .json(JSONStage(table: number, wanted: wanted)) : .jsonPaths(JSONPathStage(extractions: extractions))
        case .logfmt(let strict, let keepsEmpty, let extractions):
            .logfmt(LogfmtStage(strict: strict, keepsEmpty: keepsEmpty, extractions, table: number, wanted: wanted))
        case .regexp(let capturing): .regexp(capturing)
        case .pattern(let pattern): .pattern(pattern)
        case .unpack: .unpack(UnpackStage(keys: KeyTable(id: number, wanted: nil)))
        case .filter(let filter): .filter(filter)
        case .lineFormat(let template): .lineFormat(template)
        case .labelFormat(let formats): .labelFormat(formats)
        case .drop(let choices): .drop(choices)
        case .keep(let choices): .keep(choices)
        case .decolorize: .decolorize
        }
    }

    /// What line filters ask for before a stage changes the line.
    static func needles(_ stages: [Stage]) -> [ByteSearch.Needle] {
        var needles: [ByteSearch.Needle] = []
        for stage in stages {
            switch stage {
            case .line(let filter): if let needle = filter.required { needles.append(needle) }
            case .lineFormat, .unpack, .decolorize: return needles
            default: break
            }
        }
        return needles
    }

    /// Takes a line through all stages; nil where one of them stops it.
    func process(_ entry: LogEntry, of streams: [LogStream]) -> ArraySlice<UInt8>? {
        for filter in filters where !filter.accepts(entry.line) { return nil }
        labels.reset(
            stream: entry.stream, base: streams[entry.stream].labels.labels, metadata: entry.metadata,
            undetected: detectsLevel ? entry.line : nil)
        var line = entry.line
        for step in steps {
            guard apply(step, &line, entry.timestamp) else { return nil }
        }
        return line
    }

    private func apply(_ step: Step, _ line: inout ArraySlice<UInt8>, _ timestamp: Int64) -> Bool {
        switch step {
        case .line(let filter): return filter.accepts(line)
        case .json(let stage): stage.process(line, &labels)
        case .jsonPaths(let stage): stage.process(line, &labels)
        case .logfmt(let stage): stage.process(line, &labels)
        case .regexp(let capturing): capture(capturing, line)
        case .pattern(let pattern): pattern.captures(in: line) { set($0, line[$1]) }
        case .unpack(let stage): line = stage.process(line, &labels)
        case .filter(let filter): return filter.accepts(&labels)
        case .lineFormat(let template): format(template, &line, timestamp)
        case .labelFormat(let formats): format(formats, line, timestamp)
        case .drop(let choices): drop(choices)
        case .keep(let choices): keep(choices)
        case .decolorize: line = Decolorize.process(line)
        }
        return true
    }

    private func set(_ name: String, _ value: ArraySlice<UInt8>) {
        let name = labels.hasBase(name) ? name + LabelName.duplicateSuffix : name
        labels.set(name, to: LineText.string(value), .parsed)
    }

    private func capture(_ capturing: Capturing, _ line: ArraySlice<UInt8>) {
        guard let groups = capturing.pattern.firstMatch(in: Array(line)) else { return }
        for (index, label) in capturing.groups {
            let value = groups[index].map { line[line.startIndex + $0.lowerBound..<line.startIndex + $0.upperBound] }
            set(label, value ?? [])
        }
    }

    // MARK: Templates

    private func format(_ template: Template, _ line: inout ArraySlice<UInt8>, _ timestamp: Int64) {
        do {
            line = Array(try template.render(TemplateInput(labels: labels, line: line, timestamp: timestamp)))[...]
        } catch {
            labels.fail(Template.error, error.description)
        }
    }

    private func format(_ formats: [LabelFormat], _ line: ArraySlice<UInt8>, _ timestamp: Int64) {
        // All templates of one stage see the labels from before it.
        var input: TemplateInput?
        for format in formats {
            switch format.value {
            case .rename(let source):
                guard let (value, category) = labels.valueAndCategory(source) else { continue }
                labels.set(format.label, to: value, category)
                labels.remove(source)
            case .template(let template):
                let values = input ?? TemplateInput(labels: labels, line: line, timestamp: timestamp)
                input = values
                do {
                    labels.set(format.label, to: LineText.string(try template.render(values)), .parsed)
                } catch {
                    labels.fail(Template.error, error.description)
                }
            }
        }
    }

    // MARK: Choices

    private func drop(_ choices: [LabelChoice]) {
        for choice in choices {
            if let condition = choice.condition, !condition.accepts(labels.value(choice.name) ?? "") { continue }
            labels.remove(choice.name)
        }
    }

    private func keep(_ choices: [LabelChoice]) {
        for name in labels.names() {
            let isKept = choices.contains { choice in
                choice.name == name && choice.condition?.accepts(labels.value(name) ?? "") ?? true
            }
            if !isKept { labels.remove(name) }
        }
    }
}
