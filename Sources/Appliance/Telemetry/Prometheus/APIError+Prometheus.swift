import HTTPTypes
import PromQL
import Storage

/// How Prometheus's API names a failure.
enum PrometheusErrorType: String, Sendable, CaseIterable {
    case badData = "bad_data"
    case execution
    case timeout
    case canceled
    case notFound = "not_found"
    case unavailable
    case internalError = "internal"

    /// The status that goes with it.
    var status: HTTPResponse.Status {
        switch self {
        case .badData: .badRequest
        case .execution: .unprocessableContent
        case .timeout, .unavailable: .serviceUnavailable
        case .canceled: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
        case .notFound: .notFound
        case .internalError: .internalServerError
        }
    }
}

extension APIError {
    /// How the body of an error looks where clients expect another than problem details.
    enum Form: Equatable, Sendable {
        /// The envelope of Prometheus's query API.
        case prometheus(PrometheusErrorType)
        /// The envelope of Jaeger's query API.
        case jaeger
        /// The detail as a line of text, as Prometheus's remote-storage endpoints answer.
        case text
    }

    /// A failure of Prometheus's query API.
    static func prometheus(_ type: PrometheusErrorType, _ message: String, cause: String? = nil) -> APIError {
        var error = APIError(type.status, message, cause: cause)
        error.form = .prometheus(type)
        return error
    }

    /// A failure of Prometheus's remote-storage API.
    static func text(_ status: HTTPResponse.Status, _ message: String, cause: String? = nil) -> APIError {
        var error = APIError(status, message, cause: cause)
        error.form = .text
        return error
    }

    /// What made a query fail; a text that is no query is a bad parameter.
    init(_ error: QueryError) {
        switch error {
        case .syntax(let error): self = PrometheusParameters.invalid("query", error.description)
        case .invalid(let message): self = .prometheus(.badData, message)
        case .execution, .tooManySamples, .tooManySeries: self = .prometheus(.execution, error.description)
        case .timedOut: self = .prometheus(.timeout, error.description)
        case .cancelled: self = .prometheus(.canceled, error.description)
        case .source(let error): self = .prometheusSource(error)
        }
    }

    /// What made the store fail.
    static func prometheusSource(_ error: any Error) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as QueryError: APIError(error)
        case let error as WorkQueue.Overloaded: .prometheus(.unavailable, error.description)
        case TelemetryError.cancelled: .prometheus(.canceled, "\(error)")
        case TelemetryError.tooManySamples: .prometheus(.execution, "\(error)")
        case StorageError.busy: .prometheus(.unavailable, "The database is busy. Try again.", cause: "\(error)")
        default:
            .prometheus(
                .internalError,
                "The query failed inside the server. The log has the cause under this request's id.",
                cause: String(reflecting: error))
        }
    }
}
