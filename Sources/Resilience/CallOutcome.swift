/// What came of an outgoing call: a value, or the reason to go on without it.
///
/// It is a value and no error, because the caller's own work goes on: mail waits, an alert is kept, a replica lags.
public enum CallOutcome<Value: Sendable>: Sendable {
    /// The target answered, at the attempt of this number, the first being 1.
    case done(Value, attempts: Int)
    /// The call is given up for now.
    case degraded(Degradation)
}

/// Why a call is given up for now.
public enum Degradation: Error, Sendable, Hashable, CustomStringConvertible {
    /// The target failed too often in a row and is left alone; it is tried again after so many milliseconds.
    case circuitOpen(retryAfterMilliseconds: Int)
    /// Every attempt that was allowed failed.
    case failed(CallFailure, attempts: Int, RetryPolicy.Reason)
    /// The task that called was cancelled.
    case cancelled

    /// The sentence for the log: what happened and what will be done.
    public var description: String {
        switch self {
        case .circuitOpen(let milliseconds):
            "It failed too often in a row and is left alone for another \(milliseconds) ms."
        case .failed(let failure, let attempts, let reason):
            "\(failure.reason) Given up after \(attempts) attempt\(attempts == 1 ? "" : "s") (\(reason.rawValue))."
        case .cancelled:
            "The call was cancelled."
        }
    }
}
