import NIOCore
import NIOWebSocket

/// What a client has sent on a WebSocket on which it has nothing to say.
enum WebSocketEvent: Sendable, Equatable {
    /// It wants to know whether we are there; the bytes are to be sent back.
    case ping([UInt8])
    /// It is there.
    case pong
    /// It ends the connection.
    case close
    /// It broke the protocol, or a bound: the connection ends with this code.
    case violation(WebSocketErrorCode)
}

/// Reads the frames of a client that only listens, and gives none of them on to the handlers of HTTP behind it.
///
/// Messages are passed over; all of them together may have `Limits.webSocketInputBytes`.
final class WebSocketInput: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = Never

    private let take: @Sendable (WebSocketEvent) -> Void
    private var bytes = 0
    private var isOver = false

    /// `take` is called on the event loop and must return at once.
    init(take: @escaping @Sendable (WebSocketEvent) -> Void) { self.take = take }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        let frame = unwrapInboundIn(data)
        bytes += frame.length + Limits.webSocketFrameCost
        // Only masked frames come from a client (RFC 6455, 5.1), and no extension was agreed on (5.2).
        guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
            return end(.violation(.protocolError))
        }
        guard bytes <= Limits.webSocketInputBytes else { return end(.violation(.policyViolation)) }
        switch frame.opcode {
        case .ping: take(.ping(Array(frame.unmaskedData.readableBytesView)))
        case .pong: take(.pong)
        case .connectionClose: end(.close)
        case .text, .binary, .continuation: break
        default: end(.violation(.protocolError))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? NIOWebSocketError else { return context.fireErrorCaught(error) }
        switch error {
        case .invalidFrameLength: end(.violation(.messageTooLarge))
        default: end(.violation(.protocolError))
        }
    }

    private func end(_ event: WebSocketEvent) {
        guard !isOver else { return }
        isOver = true
        take(event)
    }

    /// Takes the way in of an HTTP/1 connection from its decoder, for good; the way out stays the answer's.
    static func install(
        in channel: any Channel, take: @escaping @Sendable (WebSocketEvent) -> Void
    ) async throws {
        try await channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let gate = try pipeline.handler(type: HTTP1Gate.self)
            let decoder = ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: Limits.webSocketFrameBytes))
            try pipeline.addHandler(decoder, position: .after(gate))
            try pipeline.addHandler(WebSocketInput(take: take), position: .after(decoder))
            gate.leaveHTTP()
        }.get()
    }
}
