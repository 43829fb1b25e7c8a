import NIOCore

/// Lets only complete and unambiguous heads through to the decoder, and sees to it that they arrive in time.
final class HTTP1Gate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: HTTP1Connection
    private let headTime: TimeAmount
    private var framing = RequestFraming()
    /// The beginning of a head or of a chunk's line whose end has not arrived.
    private var pending: ByteBuffer?
    private var headDeadline: Scheduled<Void>?
    private var hasLeftHTTP = false

    init(connection: HTTP1Connection, headTime: TimeAmount = .seconds(Int64(Limits.headSeconds))) {
        self.connection = connection
        self.headTime = headTime
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if hasLeftHTTP { return context.fireChannelRead(data) }
        guard !connection.isClosing, framing.state != .finished else { return }
        var bytes = unwrapInboundIn(data)
        if var whole = pending {
            pending = nil
            whole.writeBuffer(&bytes)
            bytes = whole
        }
        let step = framing.consume(bytes.readableBytesUInt8Span)
        if !framing.heads.isEmpty {
            connection.announce(framing.heads)
            framing.heads.removeAll(keepingCapacity: true)
        }
        connection.isMidHead = framing.isMidHead
        if step.passed == bytes.readableBytes {
            context.fireChannelRead(wrapInboundOut(bytes))
        } else {
            if step.passed > 0, let passed = bytes.readSlice(length: step.passed) {
                context.fireChannelRead(wrapInboundOut(passed))
            }
            if framing.state != .finished { pending = bytes }
        }
        if let fault = step.fault { context.fireUserInboundEventTriggered(fault) }
    }

    /// Lets everything that arrives from now on through to whoever was put behind the gate.
    ///
    /// The request that offered another protocol was the last one, so nothing of HTTP can follow.
    func leaveHTTP() { hasLeftHTTP = framing.state == .finished }

    func channelReadComplete(context: ChannelHandlerContext) {
        if framing.isMidHead, !connection.isClosing {
            if headDeadline == nil { scheduleDeadline(context) }
        } else {
            cancelDeadline()
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelDeadline()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancelDeadline() }

    private func scheduleDeadline(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        headDeadline = context.eventLoop.scheduleTask(in: headTime) {
            let (gate, context) = bound.value
            gate.headDeadline = nil
            guard gate.framing.isMidHead, !gate.connection.isClosing else { return }
            gate.framing.finish()
            gate.pending = nil
            gate.connection.isMidHead = false
            context.fireUserInboundEventTriggered(RequestFault.headTimeout)
        }
    }

    private func cancelDeadline() {
        headDeadline?.cancel()
        headDeadline = nil
    }
}
