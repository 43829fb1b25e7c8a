import HTTPTypes
import NIOHTTP1

extension RequestFault {
    /// What the decoder found, which should be nothing but a method that it does not know: everything else was looked at before.
    init?(decoding error: any Error) {
        guard let error = error as? HTTPParserError else { return nil }
        self = error == .invalidMethod ? .method : .decoder
    }
}

extension HTTPRequest {
    var expectsContinue: Bool {
        headerFields.contains(.expect) && headerFields[.expect]?.lowercased() == "100-continue"
    }

    /// What refuses a request of HTTP/2, whose framing leaves less to be doubted; the target's length is looked at with the route.
    var fault: RequestFault? {
        if headerFields.count > Limits.headerFields { return .tooManyFields }
        if headerFields.contains(.expect), !expectsContinue { return .expectation }
        if let host = headerFields[HTTPField.Name.known("Host")], host != authority { return .hostMismatch }
        return nil
    }
}
