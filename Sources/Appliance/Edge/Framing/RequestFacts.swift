/// What the header of a request says about its connection and its body.
struct RequestFacts: Sendable, Equatable {
    /// How far the body goes.
    enum Body: Sendable, Equatable {
        case bytes(Int)
        case chunked
    }

    /// Whether another request may follow on the connection.
    ///
    /// Not after HTTP/1.0, which is always answered and closed, nor after an offer to change the protocol, which is not taken.
    var keepsAlive = true
    /// Whether the caller waits to be asked for the body.
    var expectsContinue = false
    var body = Body.bytes(0)
}
