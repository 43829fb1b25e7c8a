import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why the daemon cannot listen at its address.
enum ListenFailure: Error, Equatable, CustomStringConvertible {
    case inUse(DaemonAddress)
    case notAllowed(DaemonAddress)

    /// What a failed bind(2) means; `nil` for every other error.
    init?(_ error: any Error, at address: DaemonAddress) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: self = .inUse(address)
        case EACCES: self = .notAllowed(address)
        default: return nil
        }
    }

    var description: String {
        switch self {
        case .inUse(let address):
            "\(address.host) port \(address.port) is in use. Choose another with --port; 0 picks a free one."
        case .notAllowed(let address):
            "This user may not listen on port \(address.port). Choose one from 1024 on with --port."
        }
    }
}
