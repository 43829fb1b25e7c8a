import NIOCore

/// Closes a connection on which nothing arrives for a long time.
///
/// HTTP/2 asks politely before it closes, and waits for an answer; a caller that never answers would stay for ever.
final class SilenceGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let services: EdgeServices
    private let limit: TimeAmount
    private var lastRead = NIODeadline.uptimeNanoseconds(0)
    private var task: Scheduled<Void>?

    init(services: EdgeServices, limit: TimeAmount = .seconds(Int64(Limits.http2SilenceSeconds))) {
        self.services = services
        self.limit = limit
    }

    func handlerAdded(context: ChannelHandlerContext) {
        lastRead = context.eventLoop.now
        schedule(context, after: limit)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastRead = context.eventLoop.now
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        task?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { task?.cancel() }

    private func schedule(_ context: ChannelHandlerContext, after time: TimeAmount) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        task = context.eventLoop.scheduleTask(in: time) {
            let (guardian, context) = bound.value
            let silence = context.eventLoop.now - guardian.lastRead
            guard silence < guardian.limit else {
                guardian.services.note(cut: .silence, remote: context.channel.remoteAddress)
                return context.close(promise: nil)
            }
            guardian.schedule(context, after: guardian.limit - silence)
        }
    }
}
