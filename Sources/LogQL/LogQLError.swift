/// Why a query has no answer.
///
/// The texts are those of Loki where clients show them or look into them.
public enum LogQLError: Error, Equatable, CustomStringConvertible {
    /// The query is not LogQL; line and column count from 1, in bytes.
    case syntax(String, line: Int, column: Int)
    /// The query is LogQL's grammar but not its meaning.
    case invalid(String)
    /// A line of a metric query could not be parsed or converted, and no filter lets that pass.
    case pipeline(String, series: String)
    /// A log query was asked for at an instant.
    case logQueryAtInstant
    /// Vectors cannot be matched with each other.
    case matching(String)
    /// A bound of ``Limits`` was reached.
    case limit(String)
    /// The caller lost interest.
    case cancelled
    /// The times or the step of the request make no sense.
    case range(String)

    /// The text that clients are shown.
    public var description: String {
        switch self {
        case .syntax(let message, let line, let column): "parse error at line \(line), col \(column): \(message)"
        case .invalid(let message): "parse error : \(message)"
        case .pipeline(let error, let series):
            """
            pipeline error: '\(error)' for series: '\(series)'.
            Use a label filter to intentionally skip this error. (e.g | __error__!="\(error)").
            To skip all potential errors you can match empty errors.(e.g __error__="")
            The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__="" )
            """
        case .logQueryAtInstant:
            """
            log queries are not supported as an instant query type, \
            please change your query to a range query type
            """
        case .matching(let message), .limit(let message), .range(let message): message
        case .cancelled: "The query was cancelled."
        }
    }
}
