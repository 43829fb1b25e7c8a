/// Why a query has no answer.
public enum QueryError: Error, CustomStringConvertible {
    /// The text is no query.
    case syntax(ParseError)
    /// The times of the query make no sense, or ask for too much.
    case invalid(String)
    /// The evaluation failed, in the words of Prometheus.
    case execution(String)
    /// It would hold more samples at once than ``EngineOptions/maximumSamples``.
    case tooManySamples
    /// It would load more series than ``EngineOptions/maximumSeries``.
    case tooManySeries(limit: Int)
    /// It took longer than it may.
    case timedOut
    /// Whoever asked does not wait any more.
    case cancelled
    /// The source of the samples failed.
    case source(any Error)

    /// The reason as Prometheus words it.
    public var description: String {
        switch self {
        case .syntax(let error): error.description
        case .invalid(let message), .execution(let message): message
        case .tooManySamples: "query processing would load too many samples into memory in query execution"
        case .tooManySeries(let limit):
            "The query selects more than \(limit) series; add conditions that select fewer."
        case .timedOut: "query timed out in expression evaluation"
        case .cancelled: "query was canceled in expression evaluation"
        case .source(let error): "\(error)"
        }
    }
}

/// Why an evaluation should stop.
public enum Interruption: Sendable {
    case cancelled, timedOut
}
