internal import Signals

/// One step of a pipeline.
enum Stage: Sendable {
    case line(LineFilter)
    /// Without extractions, every key becomes a label.
    case json([Extraction])
    case logfmt(strict: Bool, keepsEmpty: Bool, [Extraction])
    case regexp(Capturing)
    case pattern(LinePattern)
    case unpack
    case filter(LabelFilter)
    case lineFormat(Template)
    case labelFormat([LabelFormat])
    case drop([LabelChoice])
    case keep([LabelChoice])
    case decolorize
}

/// A label and the place in the line that gives its value.
struct Extraction: Sendable {
    enum Step: Sendable, Equatable {
        case key(String)
        case element(Int)
    }

    let label: String
    /// As it was written.
    let source: String
    let path: [Step]
}

/// A label that gets its value from a template or from another label.
struct LabelFormat: Sendable {
    enum Value: Sendable {
        case rename(String)
        case template(Template)
    }

    let label: String
    let value: Value
}

/// A label by name, and perhaps only where its value fulfils a condition.
struct LabelChoice: Sendable {
    let name: String
    let condition: LabelMatcher?
}
