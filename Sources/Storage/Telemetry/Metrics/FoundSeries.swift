public import TimeSeries

/// Series that were asked for together, and why some of them cannot be stored.
public struct FoundSeries: Sendable {
    /// One for each series, in order; nil for those that cannot be stored.
    public internal(set) var references: [SeriesReference?] = []
    /// By place: why a series cannot be stored.
    var problems: [Int: TelemetryError] = [:]

    /// Why the first of those that cannot be stored cannot; nil where all can.
    public var firstProblem: TelemetryError? {
        let first = problems.min { $0.key < $1.key }
        return first?.value
    }

    /// Counts samples of the series at a place, which cannot be stored.
    public func refusal(of samples: Int, at place: Int) -> AppendOutcome {
        var outcome = AppendOutcome()
        switch problems[place] {
        case .none: break
        case .some(.tooManySeries): outcome.tooManySeries = samples
        case .some: outcome.badLabels = samples
        }
        return outcome
    }
}
