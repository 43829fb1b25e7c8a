import HTTPTypes

extension APIError {
    /// The answer to a request that is refused on the wire, or while its body arrives.
    init(_ fault: RequestFault) {
        let retry: HTTPFields = [503, 429].contains(fault.status) ? [.retryAfter: "1"] : [:]
        // The literal's initialiser is the one that knows the reason phrases.
        self.init(HTTPResponse.Status(integerLiteral: fault.status), fault.description, headers: retry)
    }
}
