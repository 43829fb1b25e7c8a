import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// The body of a request took longer than ``Limits/bodySeconds``.
struct BodyTimeout: Error {}

/// Watches how a request's body arrives.
///
/// It asks for the body where the caller waits to be asked (`Expect: 100-continue`), and gives up on one that never ends. A body
/// that arrives with its head, as nearly all do, costs nothing here.
final class RequestReception: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limit: TimeAmount
    private var isReceiving = false
    private var deadline: Scheduled<Void>?

    init(limit: TimeAmount = .seconds(Int64(Limits.bodySeconds))) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReceiving = true
            if head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body: break
        case .end: received()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isReceiving, deadline == nil {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            deadline = context.eventLoop.scheduleTask(in: limit) {
                let (handler, context) = bound.value
                if handler.isReceiving { context.fireErrorCaught(BodyTimeout()) }
            }
        }
        context.fireChannelReadComplete()
    }

    func handlerRemoved(context: ChannelHandlerContext) { received() }

    func channelInactive(context: ChannelHandlerContext) {
        received()
        context.fireChannelInactive()
    }

    private func received() {
        isReceiving = false
        deadline?.cancel()
        deadline = nil
    }
}
