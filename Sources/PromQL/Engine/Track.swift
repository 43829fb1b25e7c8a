internal import Signals

/// A series of a result in progress: one value a step, or ``Gap``.
struct Track {
    var labels: LabelSet
    /// Whether the name is to go at the end; only with delayed removal.
    var dropsName = false
    var values: [Double]
}

extension LabelSet {
    var withoutName: LabelSet {
        self[LabelText.metricName] == nil ? self : removing([ExactText(LabelText.metricName)])
    }

    var metricName: String { self[LabelText.metricName] ?? "" }
}

/// What an expression has evaluated to, over all steps.
enum Computed {
    case scalar([Double])
    case string(String)
    case vector([Track])

    /// How many values it holds.
    var cells: Int {
        switch self {
        case .scalar(let values): values.count
        case .string: 0
        case .vector(let tracks): tracks.reduce(0) { $0 + $1.values.count }
        }
    }
}
