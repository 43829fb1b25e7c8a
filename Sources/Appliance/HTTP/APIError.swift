import HTTPTypes

/// What a request is answered when it cannot be served: the one place where failures get their HTTP status.
///
/// It is encoded as `application/problem+json` (RFC 9457) by ``ProblemDocument``. The detail is written for the caller;
/// what only the operator should know goes to the log as `cause`.
struct APIError: Error, Equatable, Sendable {
    /// One reason why a request did not validate, with the path to the value: `["body", "data", "pm25"]`.
    struct FieldError: Equatable, Sendable {
        var location: [String]
        var message: String

        init(_ location: [String], _ message: String) {
            self.location = location
            self.message = message
        }
    }

    /// A kind of problem that has a name of its own (RFC 9457, 4).
    struct ProblemType: Equatable, Sendable {
        /// The URI that names it.
        var uri: String
        /// What it is called.
        var title: String
        /// Further members of the document: names of policies by the member's name.
        var names: [String: [String]] = [:]
    }

    var status: HTTPResponse.Status
    /// One or two sentences for the caller: what failed, on what, what to do.
    var detail: String
    /// What did not validate; only with status 422.
    var fields: [FieldError] = []
    /// Header fields that the status requires, such as `Allow` with 405.
    var headers: HTTPFields = [:]
    /// The kind of problem, where the status does not say it all.
    var type: ProblemType?
    /// What the log says beside the answer.
    var cause: String?
    /// What the audit log calls it where somebody tried what they may not, whatever the status says of it; one of a few words.
    var refusal: String?
    /// The code by which clients of OAuth know the failure; nil away from its endpoints.
    var oauthCode: OAuthError?
    /// How the body looks where clients expect another than problem details; nil for those.
    var form: Form?

    init(
        _ status: HTTPResponse.Status, _ detail: String, fields: [FieldError] = [], headers: HTTPFields = [:],
        type: ProblemType? = nil, cause: String? = nil
    ) {
        self.status = status
        self.type = type
        self.detail = detail
        self.fields = fields
        self.headers = headers
        self.cause = cause
    }
}

extension APIError {
    /// The same answer to an attempt that the audit log is told of, by a word for it; nil for any other.
    func refusing(_ reason: String?) -> APIError {
        var error = self
        error.refusal = reason
        return error
    }

    /// 422 for one value of the request.
    static func invalid(_ location: String..., message: String) -> APIError {
        APIError(.unprocessableContent, message, fields: [FieldError(location, message)])
    }

    /// 404 for an object that is not there, or that the caller may not know of.
    static func notFound(_ what: String) -> APIError {
        APIError(.notFound, what)
    }

    /// 405 with the methods that the path does answer.
    static func methodNotAllowed(_ method: HTTPRequest.Method, allowed: [HTTPRequest.Method]) -> APIError {
        let list = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        return APIError(
            .methodNotAllowed, "\(method.rawValue) is not answered here. Use \(list).", headers: [.allow: list])
    }

    /// 413 for a body over the route's limit in bytes.
    static func tooLarge(limit: Int) -> APIError {
        APIError(.contentTooLarge, "The body is over the limit of \(limit) bytes for this path. Send less at a time.")
    }

    /// 415 for a body of another type than the path reads.
    static func unsupportedMediaType(_ found: String?, accepted: [String]) -> APIError {
        let given = found.map { "'\($0)' is not read here." } ?? "The request names no Content-Type."
        return APIError(
            .unsupportedMediaType, "\(given) Send \(accepted.joined(separator: " or ")).",
            headers: [.accept: accepted.joined(separator: ", ")])
    }

    /// 500: the caller learns nothing of the cause, the log does.
    static func unexpected(_ error: any Error) -> APIError {
        APIError(
            .internalServerError,
            "The request failed inside the server. The log has the cause under this request's id.",
            cause: String(reflecting: error))
    }
}

extension APIError {
    /// 422 for several values; the first of them is the detail.
    init(problems: FieldProblems) {
        let more = problems.count == 1 ? "" : " (and \(problems.count - 1) more)"
        self.init(
            .unprocessableContent, (problems.listed.first?.message ?? "The request does not validate.") + more,
            fields: problems.listed)
    }
}
