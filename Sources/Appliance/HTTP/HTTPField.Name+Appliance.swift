import HTTPTypes

extension HTTPField.Name {
    /// Names the request, in both directions.
    static let requestID = known("X-Request-ID")
    /// Seconds that the answer took.
    static let processTime = known("X-Process-Time")

    /// Which trace a request belongs to (W3C Trace Context).
    static let traceParent = known("traceparent")
    /// What vendors add to it.
    static let traceState = known("tracestate")

    /// A name that is written in this file and so is known to be one.
    static func known(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else {
            preconditionFailure("'\(name)' is no field name.")
        }
        return field
    }
}
