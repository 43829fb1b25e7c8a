import PromQL
import TimeSeries

/// Which resolution a selector reads, and what of a roll-up stands for its samples.
///
/// Samples as they came answer exactly, so roll-ups only stand in for what is too old to be there any more, and only
/// where a step shows no less for it.
struct RollupChoice: Equatable, Sendable {
    var resolution = Resolution.raw
    var column = RollupColumn.last

    /// For what the engine says of a selector.
    init(_ hints: SelectionHints, from start: Int64, through end: Int64, rawSince: Int64) {
        self.init(
            step: hints.step, range: hints.range, function: hints.function, from: start, through: end,
            rawSince: rawSince)
    }

    /// Times and durations are in milliseconds; a range of 0 is an instant selector.
    init(step: Int64, range: Int64, function: String?, from start: Int64, through end: Int64, rawSince: Int64) {
        guard start < rawSince, let column = Self.column(range: range, function: function) else { return }
        let coarsest = Resolution.coarsest(step: step, range: range)
        // A step sees a roll-up that is stamped within its lookback alone: of those by the hour, one at the full hour.
        let seesHours = range > 0 || end % Resolution.hour.bucketMilliseconds == 0
        resolution = coarsest == .hour && !seesHours ? .fiveMinutes : coarsest
        self.column = column
    }

    /// The column that a function reads as it reads samples; nil where none does.
    private static func column(range: Int64, function: String?) -> RollupColumn? {
        guard range > 0 else { return .last }
        return switch function {
        case "min_over_time": .minimum
        case "max_over_time": .maximum
        case "sum_over_time": .sum
        case "last_over_time", "rate", "increase", "delta", "deriv", "predict_linear": .last
        default: nil
        }
    }
}
