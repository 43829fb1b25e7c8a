extension Limits {
    /// Requests a minute of an address that nobody has signed in from, when the configuration names no number.
    static let anonymousPerMinute = 60
    /// Requests at once of such an address, when the configuration names no number.
    static let anonymousBurst = 100
    /// Seconds after which to ask again when a lease could not be written.
    static let leaseRetrySeconds = 5
    /// Bytes of an answer that is as good as sent when it is ready: a larger one keeps its place until it has been sent.
    static let smallAnswerBytes = 64 << 10
}
