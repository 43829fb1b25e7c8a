extension RequestFault: CustomStringConvertible {
    /// What is wrong, for the caller and the log.
    var description: String {
        switch self {
        case .requestLine: "The request line must be a method, a target and HTTP/1.1, one space apart."
        case .method: "The method is not known here."
        case .version: "Only HTTP/1.1 and HTTP/1.0 are spoken here, and HTTP/2 over TLS."
        case .target: "The request target must be a path, with nothing in it but visible ASCII and no fragment."
        case .targetTooLong: "The request target is over the limit of \(Limits.targetBytes) bytes."
        case .host: "The request must have one Host field with one host in it."
        case .hostMismatch: "The request target names another host than the Host field."
        case .fieldLine: "A header line is not a name, a colon and a value."
        case .fieldName: "A header line's name is not followed by its colon, or has characters that no name has."
        case .fieldValue: "A header value has control characters."
        case .folding: "A header value goes on in the next line, which is not allowed any more."
        case .lineEnding: "A line does not end in CR LF."
        case .headerTooLarge: "The header is over the limit of \(Limits.headerListBytes) bytes."
        case .tooManyFields: "The header has over \(Limits.headerFields) fields."
        case .contentLength: "Content-Length must be there at most once, as one decimal number."
        case .bodyLengthTwice: "Content-Length and Transfer-Encoding exclude each other."
        case .transferCoding: "The only transfer coding that is read is 'chunked', from HTTP/1.1 on."
        case .expectation: "The only expectation that is met is '100-continue'."
        case .chunk: "A chunk of the body is malformed."
        case .trailer: "A trailer of the body is malformed, too large, or a field that may not be one."
        case .decoder: "The request is malformed."
        case .headTimeout: "The header did not arrive in time."
        case .bodyTimeout: "The body did not arrive in time."
        case .bodyTooSlow: "The body arrives too slowly."
        case .bodyMemory: "The server holds as many request bodies as it can. Try again."
        case .connections: "There are too many connections from this address. Close some, or use them again."
        }
    }
}
