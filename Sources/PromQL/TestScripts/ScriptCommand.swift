internal import Patterns
internal import Signals

/// One command of a script with the line where it begins, from 1.
struct ScriptCommand {
    enum Action {
        case clear
        case load([SeriesSamples])
        case evaluate(ScriptEvaluation)
    }

    let line: Int
    let action: Action
}

/// A query of a script and what is expected of it.
struct ScriptEvaluation {
    enum Time {
        case instant(Int64)
        case range(from: Int64, through: Int64, step: Int64)
    }

    /// One `expect` line about annotations or failure: any text, this text, or text that matches.
    enum TextExpectation {
        case anything
        case text(String)
        case pattern(Pattern)
    }

    let query: String
    let time: Time
    var fails: TextExpectation?
    var warnings: [TextExpectation] = []
    var infos: [TextExpectation] = []
    var hasNoWarnings = false
    var hasNoInfos = false
    var isOrdered = false
    var string: String?
    var scalar: Double?
    var series: [ExpectedSeries] = []
    /// The times of the points of an expected range vector of an instant query.
    var pointTimes: (from: Int64, through: Int64, step: Int64)?
}

/// A series with the value of each step; nil where nothing is expected.
struct ExpectedSeries {
    let line: Int
    let labels: LabelSet
    let values: [Double?]
}

/// Why a script cannot be read.
struct ScriptError: Error {
    let line: Int
    let message: String
}
