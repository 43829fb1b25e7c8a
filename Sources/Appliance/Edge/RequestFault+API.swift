import HTTPTypes
import NIOHTTP1

extension APIError {
    /// The answer to a request that is refused on the wire, or while its body arrives.
    init(_ fault: RequestFault) {
        let retry: HTTPFields = [503, 429].contains(fault.status) ? [.retryAfter: "1"] : [:]
        let phrase = HTTPResponseStatus(statusCode: fault.status).reasonPhrase
        self.init(
            HTTPResponse.Status(code: fault.status, reasonPhrase: phrase), fault.description, headers: retry)
    }
}
