import NIOCore
import NIOSSL
import NIOTLS
import Resilience

/// Carries a ``SMTPSession`` out on a connection.
final class SMTPChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var session: SMTPSession
    private var parser = SMTPReplyParser()
    private let tls: NIOSSLContext?
    private let host: String
    private let delivered: EventLoopPromise<Void>
    private var isUpgrading = false

    init(session: SMTPSession, tls: NIOSSLContext?, host: String, delivered: EventLoopPromise<Void>) {
        self.session = session
        self.tls = tls
        self.host = host
        self.delivered = delivered
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            let replies = try parser.append(unwrapInboundIn(data).readableBytesView)
            for (index, reply) in replies.enumerated() {
                var action = session.receive(reply)
                // What came behind the answer to STARTTLS was sent by somebody in between (CVE-2011-0411).
                if action == .startTLS, index + 1 < replies.count || !parser.isEmpty {
                    action = .fail(.transient("The mail server said more before TLS than was asked."))
                }
                carryOut(action, context)
                if case .fail = action { return }
            }
        } catch {
            carryOut(.fail(.transient("\(error)")), context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // From the first byte on TLS is there before the server greets; after STARTTLS the session waits for it.
        if case .handshakeCompleted? = event as? TLSUserEvent, isUpgrading {
            isUpgrading = false
            carryOut(session.encrypted(), context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        carryOut(.fail(.transient("The connection to the mail server failed: \(error).")), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        delivered.fail(CallFailure.transient("The mail server closed the connection in the middle of a delivery."))
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        delivered.fail(CallFailure.transient("The connection to the mail server was not made."))
    }

    private func carryOut(_ action: SMTPSession.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .send(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .startTLS:
            upgrade(context)
        case .finish(let bytes):
            delivered.succeed()
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            context.close(promise: nil)
        case .fail(let failure):
            delivered.fail(failure)
            context.close(promise: nil)
        }
    }

    private func upgrade(_ context: ChannelHandlerContext) {
        guard let tls else {
            return carryOut(.fail(.transient("There are no settings for TLS with the mail server.")), context)
        }
        do {
            isUpgrading = true
            try context.pipeline.syncOperations.addHandler(SMTPClient.tlsHandler(tls, host: host), position: .first)
        } catch {
            carryOut(.fail(.transient("TLS with the mail server cannot begin: \(error).")), context)
        }
    }
}
