import Access
import HTTPTypes
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL
import NIOTLS

/// Sets up the connections of the daemon: limits first, then TLS where it is configured, then HTTP/1 or HTTP/2.
struct EdgeChannel: HTTPChannelHandler {
    typealias HTTP1 = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    typealias Negotiated = NIONegotiatedHTTPVersion<HTTP1, HTTP2Channel.Value>

    struct Value: ServerChildChannelValue {
        enum Connection: Sendable {
            case http1(HTTP1)
            case negotiating(EventLoopFuture<Negotiated>)
        }

        let connection: Connection
        let channel: any Channel
    }

    /// An address has as many connections as it may.
    struct TooManyConnections: Error {}

    let responder: Responder
    let services: EdgeServices
    /// The certificate in use; nil for plain HTTP.
    let identity: TLSIdentity?
    private let http2: HTTP2Channel

    init(responder: @escaping Responder, services: EdgeServices, identity: TLSIdentity?) {
        self.responder = responder
        self.services = services
        self.identity = identity
        var configuration = HTTP2ChannelConfiguration(
            idleTimeout: .seconds(Limits.idleSeconds), gracefulCloseTimeout: .seconds(Limits.http2CloseSeconds),
            streamConfiguration: .init(
                additionalChannelHandlers: [Exchange(services: services, connection: nil, isSecure: true)]))
        // Its initialiser takes this too, and drops it.
        configuration.maxAgeTimeout = .seconds(Limits.http2AgeSeconds)
        http2 = HTTP2Channel(responder: responder, configuration: configuration)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let address = channel.remoteAddress.flatMap { IPAddress($0) }.map { ClientAddress($0) } ?? .unknown
        let isWelcome = services.connections.opened(address)
        if isWelcome { channel.closeFuture.whenComplete { _ in services.connections.closed(address) } }
        guard let identity else {
            return setupHTTP1(channel, isSecure: false, refused: isWelcome ? nil : .connections)
                .map { Value(connection: .http1($0), channel: channel) }
        }
        guard isWelcome else {
            services.note(cut: .tooManyConnections, remote: channel.remoteAddress)
            return channel.eventLoop.makeFailedFuture(TooManyConnections())
        }
        return setupTLS(channel, identity, logger)
    }

    private func setupTLS(_ channel: any Channel, _ identity: TLSIdentity, _ logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: identity.context))
            try pipeline.addHandler(HandshakeDeadline(services: services))
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> { result in
                switch result {
                case .negotiated("h2"): setupHTTP2(channel, logger).map { .http2($0) }
                case .negotiated, .fallback: setupHTTP1(channel, isSecure: true).map { .http1_1($0) }
                }
            }
            try pipeline.addHandler(negotiation)
            return Value(connection: .negotiating(negotiation.protocolNegotiationResult), channel: channel)
        }
    }

    private func setupHTTP1(
        _ channel: any Channel, isSecure: Bool, refused: RequestFault? = nil
    ) -> EventLoopFuture<HTTP1> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let connection = HTTP1Connection()
            try pipeline.addHandler(HTTP1Gate(connection: connection))
            try pipeline.addHandler(HTTPResponseEncoder())
            try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: Self.decoderLimits)))
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: isSecure))
            try pipeline.addHandler(
                Exchange(services: services, connection: connection, isSecure: isSecure, refused: refused))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    private func setupHTTP2(_ channel: any Channel, _ logger: Logger) -> EventLoopFuture<HTTP2Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(SilenceGuard(services: services))
        }.flatMap { http2.setup(channel: channel, logger: logger) }
    }

    /// The gate refuses before, with a reason; the decoder's own limits are its second line.
    private static var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = Limits.headerListBytes
        // It counts trailers with the header.
        limits.maxHeaderListSize = 2 * Limits.headerListBytes + Limits.targetBytes
        limits.maxHeaderFieldCount = 2 * Limits.headerFields
        return limits
    }

    func handle(value: Value, logger: Logger) async {
        switch value.connection {
        case .http1(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
        case .negotiating(let negotiation):
            // Fails where the caller breaks off the handshake, of which there is nothing to say.
            switch try? await negotiation.get() {
            case .http1_1(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
            case .http2(let connection): await http2.handle(value: connection, logger: logger)
            case nil: break
            }
        }
    }
}
