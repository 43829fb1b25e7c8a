/// A request to a service, as a value that signing adds headers to.
struct StoreRequest: Sendable, Hashable {
    /// A name and a value of the query, neither of them encoded.
    struct Parameter: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// A header; names are in small letters.
    struct Header: Sendable, Hashable {
        var name: String
        var value: String
    }

    var method: String
    var endpoint: Endpoint
    /// The path behind the endpoint's own, encoded once, beginning with a slash.
    var path: String
    var query: [Parameter] = []
    var headers: [Header] = []
    var body: [UInt8] = []
    /// Bytes of an answer to a request that succeeded; more is a failure.
    var answerLimit = Limits.answerBytes

    init(_ method: String, _ endpoint: Endpoint, path: String) {
        self.method = method
        self.endpoint = endpoint
        self.path = path
    }

    /// The whole path, encoded.
    var fullPath: String { endpoint.basePath + path }

    /// The query encoded and sorted by its encoded names, without a question mark.
    var encodedQuery: String {
        query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0)=\($1)" }
            .joined(separator: "&")
    }

    var url: String {
        let scheme = endpoint.isSecure ? "https" : "http"
        return "\(scheme)://\(endpoint.authority)\(fullPath)" + (query.isEmpty ? "" : "?" + encodedQuery)
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    mutating func set(_ name: String, _ value: String) {
        headers.removeAll { $0.name == name }
        headers.append(Header(name: name, value: value))
    }

    mutating func ask(_ name: String, _ value: String) {
        query.append(Parameter(name: name, value: value))
    }

    /// The request without what signing added, so that it can be signed again.
    func with(_ name: String, _ value: String) -> StoreRequest {
        var request = self
        request.set(name, value)
        return request
    }
}

/// What a service answered.
struct StoreResponse: Sendable, Hashable {
    var status: Int
    /// Names are in small letters.
    var headers: [StoreRequest.Header] = []
    var body: [UInt8] = []

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    var isSuccess: Bool { (200...299).contains(status) }
}

/// What carries requests to a service.
protocol StoreTransport: Sendable {
    /// Sends a request and reads its answer, following no redirect.
    func send(_ request: StoreRequest) async throws(TransportFailure) -> StoreResponse
}

/// Why no answer came, in words for the operator without a secret.
enum TransportFailure: Error, Sendable, Hashable {
    /// The service could not be reached, or the connection broke.
    case broken(String)
    /// The service was reached and cannot be talked to: a certificate, a proxy that wants a password.
    case refused(String)
    /// The answer is longer than asked for, with its length where it was announced.
    case tooLong(announced: Int?)
}
