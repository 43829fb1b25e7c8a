import Access
import Logging
import NIOCore
import Telemetry

/// What every connection's handlers share.
struct EdgeServices: Sendable {
    let requestIDs: RequestIDGenerator
    let metrics: EdgeMetrics
    let logger: Logger
    let budget: BodyBudget
    let connections: ConnectionTable

    /// Notes a refusal that no route knows of.
    func note(_ fault: RequestFault, requestID: String, remote: SocketAddress?) {
        metrics.refused(fault)
        logger.info(
            "A request was refused on the wire.",
            metadata: [
                "reason": "\(fault.rawValue)", "status": "\(fault.status)", "request_id": "\(requestID)",
                "remote": "\(remote?.ipAddress ?? "unknown")",
            ])
    }

    /// Notes a connection that was cut off without an answer.
    func note(cut reason: ConnectionCut, remote: SocketAddress?) {
        metrics.cut(reason)
        logger.info(
            "A connection was cut off.",
            metadata: ["reason": "\(reason.rawValue)", "remote": "\(remote?.ipAddress ?? "unknown")"])
    }
}

/// Why a connection is closed without an answer.
enum ConnectionCut: String, Sendable, CaseIterable {
    /// The caller does not take an answer that was begun.
    case writeStall = "write_stall"
    /// TLS was not agreed on in time.
    case handshakeTimeout = "handshake_timeout"
    /// The address has as many connections as it may, and TLS is spoken, so that it cannot be told.
    case tooManyConnections = "too_many_connections"
    /// An HTTP/2 connection on which nothing happens any more.
    case silence
}
