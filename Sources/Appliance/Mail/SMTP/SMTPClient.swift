import NIOCore
import NIOPosix
import NIOSSL
import Resilience

/// Hands single mails to one mail server: a connection for each.
struct SMTPClient: Sendable {
    let host: String
    let port: Int
    let terms: SMTPTerms
    /// Nil exactly where the terms never encrypt.
    let tls: NIOSSLContext?
    let group: any EventLoopGroup

    /// Returns once the server has taken the mail; closes the connection when the task is cancelled.
    ///
    /// - Throws: ``CallFailure``, permanent where the server will never take this mail.
    func deliver(_ envelope: SMTPEnvelope) async throws(CallFailure) {
        let loop = group.next()
        let delivered = loop.makePromise(of: Void.self)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(Int64(Limits.smtpConnectSeconds)))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls, terms.encryption == .implicit {
                        try pipeline.addHandler(Self.tlsHandler(tls, host: host))
                    }
                    try pipeline.addHandler(
                        SMTPChannelHandler(
                            session: SMTPSession(envelope, terms: terms), tls: tls, host: host, delivered: delivered))
                }
            }
        do {
            let channel = try await bootstrap.connect(host: host, port: port).get()
            try await withTaskCancellationHandler {
                try await delivered.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            // Where no channel was made nobody else ends the promise; a second end counts for nothing.
            delivered.fail(error)
            throw (error as? CallFailure) ?? .transient("The mail server \(host):\(port) cannot be used: \(error).")
        }
    }

    /// TLS that checks the server's certificate against its name, or against its address where the host is one.
    static func tlsHandler(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }
}
