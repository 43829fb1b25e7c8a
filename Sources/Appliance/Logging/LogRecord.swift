import Logging
import Storage

/// One event as it is logged.
struct LogRecord: Sendable {
    var time: Timestamp
    var level: Logger.Level
    var label: String
    var message: String
    var error: String?
    var metadata: Logger.Metadata = [:]
}

/// One answered request as it is logged.
///
/// A type of its own, because there is one for each request and dictionaries of
/// metadata would cost more than all the rest of the line.
struct RequestLogEntry: Sendable {
    var method: String
    /// The route template, such as `/models/{id}`.
    var route: String
    /// The path as it was asked for; a query, which may hold secrets, is never logged.
    var path: String
    var status: Int
    var seconds: Double
    var bytesIn: Int
    var bytesOut: Int
    var requestID: String
    var remote: String?
    var user: String?
    /// The trace that the request belongs to, where it is kept or the caller names it, in hexadecimal digits.
    var traceID: String?
    /// The request's span where its trace is kept, in hexadecimal digits.
    var spanID: String?
    /// What went wrong, where the daemon itself failed.
    var error: String?

    /// `error` where the daemon itself failed, else `info`.
    var level: Logger.Level { status >= 500 ? .error : .info }

    var pathWithoutQuery: String {
        let end = path.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        return end.map { String(path[..<$0]) } ?? path
    }

    var milliseconds: Double { (seconds * 1e6).rounded() / 1e3 }
}
