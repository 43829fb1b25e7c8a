import AsyncHTTPClient
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a target was not scraped.
struct ScrapeFailure: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    /// What a failed request means, in the words that people look for.
    init(describing error: any Error) { reason = Self.reason(of: error) }

    private static func reason(of error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            // A host with several addresses failed at each of them, mostly for the same reason.
            if let first = error.connectionErrors.first { return Self.reason(of: first.error) }
            return "the host '\(error.host)' is not known"
        case let error as IOError where error.errnoCode == ECONNREFUSED: return "connection refused"
        case let error as IOError where error.errnoCode == EHOSTUNREACH || error.errnoCode == ENETUNREACH:
            return "there is no route to the host"
        case let error as HTTPClientError: return error.shortDescription
        default: return "\(error)"
        }
    }
}
