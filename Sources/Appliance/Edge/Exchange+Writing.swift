import NIOCore
import NIOHTTPTypes

/// The pieces of answers that were handed to the socket and not taken yet.
struct AnswerProgress {
    var pending = 0
    /// Whether the socket takes nothing for now, so that even short answers wait.
    var isBlocked = false
    var lastTaken = NIODeadline.uptimeNanoseconds(0)
}

extension Exchange {
    /// Writes a large body piece by piece, so that it can be seen whether the caller takes any of it.
    func writePieces(_ bytes: ByteBuffer, _ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        var rest = bytes
        while let piece = rest.readSlice(length: min(rest.readableBytes, Limits.writePieceBytes)) {
            let isLast = rest.readableBytes == 0
            context.write(wrapOutboundOut(.body(piece)), promise: tracked(isLast ? promise : nil, context))
            if isLast { break }
        }
    }

    /// A promise that tells when its write is done, to us and to whoever waits for it.
    func tracked(_ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        if writes.pending == 0 { writes.lastTaken = context.eventLoop.now }
        writes.pending += 1
        let bound = NIOLoopBound((self, context.eventLoop), eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in
            let (exchange, eventLoop) = bound.value
            exchange.writes.pending -= 1
            exchange.writes.lastTaken = eventLoop.now
        }
        if writeTask == nil { scheduleStall(context, after: .seconds(Int64(Limits.writeStallSeconds))) }
        return promise
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isBlocked = !context.channel.isWritable
        if isBlocked != writes.isBlocked {
            writes.isBlocked = isBlocked
            if !isBlocked || writes.pending == 0 { writes.lastTaken = context.eventLoop.now }
            if isBlocked, writeTask == nil {
                scheduleStall(context, after: .seconds(Int64(Limits.writeStallSeconds)))
            }
        }
        context.fireChannelWritabilityChanged()
        if !isBlocked { takeTurns(context) }
    }

    private func scheduleStall(_ context: ChannelHandlerContext, after time: TimeAmount) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        writeTask = context.eventLoop.scheduleTask(in: time) {
            let (exchange, context) = bound.value
            exchange.writeTask = nil
            guard exchange.writes.pending > 0 || exchange.writes.isBlocked else { return }
            let waited = context.eventLoop.now - exchange.writes.lastTaken
            let limit = TimeAmount.seconds(Int64(Limits.writeStallSeconds))
            guard waited < limit else {
                exchange.services.note(cut: .writeStall, remote: context.channel.remoteAddress)
                return context.close(promise: nil)
            }
            exchange.scheduleStall(context, after: limit - waited)
        }
    }
}
