import Synchronization

/// What daemons of a drill acknowledged, as their client wrote it down.
struct DrillAcknowledged: Sendable, Equatable {
    var users: [String] = []
    var keys: [Int64] = []
    /// The models that were put into production, in order.
    var promotions: [String] = []
    /// When each prediction was answered, on the clock that only grows, in milliseconds.
    var predictions: [Int64] = []
    /// Writes that were sent and not answered.
    var unanswered = 0
}

/// Keeps it while several tasks write.
final class DrillLedger: Sendable {
    private let state = Mutex(DrillAcknowledged())

    /// What was acknowledged so far.
    var acknowledged: DrillAcknowledged { state.withLock(\.self) }

    /// Notes something.
    func note(_ change: (inout DrillAcknowledged) -> Void) { state.withLock { change(&$0) } }
}

/// What a data directory has of it.
struct DrillFindings: Sendable, Equatable {
    var users: Set<String>
    var keys: Set<Int64>
    /// The models that were put into production, in order.
    var promotions: [String]
    /// Rows that were predicted, as usage counts them.
    var predictions: Int

    /// What was acknowledged and is not there, in sentences.
    func missing(of acknowledged: DrillAcknowledged) -> [String] {
        var missing: [String] = []
        let users = acknowledged.users.filter { !self.users.contains($0) }
        if let first = users.first {
            missing.append("\(Counted.text(users.count, "acknowledged user")) missing, such as \(first).")
        }
        let keys = acknowledged.keys.filter { !self.keys.contains($0) }
        if let first = keys.first {
            missing.append("\(Counted.text(keys.count, "acknowledged key")) missing, such as \(first).")
        }
        var left = promotions[...]
        var lost = 0
        for model in acknowledged.promotions {
            if let index = left.firstIndex(of: model) { left = left[(index + 1)...] } else { lost += 1 }
        }
        if lost > 0 { missing.append("\(Counted.text(lost, "acknowledged promotion")) missing.") }
        return missing
    }

    /// Predictions that were answered and are not counted, and how long before `lostAt` the first of them was.
    func loss(of acknowledged: DrillAcknowledged, lostAt: Int64) -> (predictions: Int, milliseconds: Int64) {
        let times = acknowledged.predictions.sorted()
        guard predictions < times.count else { return (0, 0) }
        return (times.count - predictions, max(lostAt - times[max(predictions, 0)], 0))
    }
}
