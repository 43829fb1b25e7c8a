import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Watches over the requests and answers of one HTTP/1 connection or one HTTP/2 stream.
///
/// It asks for bodies where callers wait to be asked, cuts off bodies that come too slowly or take too much memory and callers that do not
/// take their answers, answers what was refused on the wire after everything before it, and closes connections that are not to be used
/// again. Times are the event loop's own, so that tests need not wait for them.
final class Exchange: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    let services: EdgeServices
    /// The other end of an HTTP/1 pipeline; nil for an HTTP/2 stream.
    let connection: HTTP1Connection?
    let isSecure: Bool
    /// Told when the caller goes before its answer.
    let departure = CallerDeparture()

    /// Requests that were read and not answered.
    var outstanding = 0
    /// Bytes of the budget that each of them holds, oldest first.
    private var held = CircularBuffer<Int>(initialCapacity: 2)
    var body: BodyReception
    /// What is answered once everything before it has been.
    private var refusal: RequestFault?
    /// Whether the handler of the last request has been told of a fault, which is the last thing it learns.
    private var hasFailed = false
    /// Whether the connection ends with the last answer.
    var closesAfterAnswer = false
    private var isClosing = false
    private var answerBegan = false
    var writes = AnswerProgress()
    var waiting = WaitingRequests()
    private var idleSince = NIODeadline.uptimeNanoseconds(0)
    var idleTask: Scheduled<Void>?
    var bodyTask: Scheduled<Void>?
    var writeTask: Scheduled<Void>?
    private var lingerTask: Scheduled<Void>?

    /// Watches a connection or stream; one that is `refused` gets nothing but that answer.
    init(
        services: EdgeServices, connection: HTTP1Connection?, isSecure: Bool, refused: RequestFault? = nil,
        pace: BodyPace = BodyPace()
    ) {
        self.services = services
        self.connection = connection
        self.isSecure = isSecure
        refusal = refused
        body = BodyReception(pace: pace)
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard connection != nil, idleTask == nil, !isClosing else { return }
        idleSince = context.eventLoop.now
        if refusal != nil { return answerRefusal(context) }
        scheduleIdle(context, after: .seconds(Int64(Limits.idleSeconds)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        isClosing = true
        departure.happened()
        for task in [idleTask, bodyTask, writeTask, lingerTask] { task?.cancel() }
        while let bytes = held.popFirst() { services.budget.give(back: bytes) }
        waiting.removeAll()
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        var isHead = false
        switch unwrapInboundIn(data) {
        case .head(let head):
            isHead = true
            outstanding += 1
            held.append(0)
            let facts = connection?.nextHead() ?? RequestFacts(expectsContinue: head.expectsContinue, body: .chunked)
            if !facts.keepsAlive { closesAfterAnswer = true }
            body.begin(facts)
            if connection == nil, let fault = head.fault { return refuse(fault, context) }
            if facts.expectsContinue, outstanding == 1 {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body(let bytes):
            body.received(bytes.readableBytes)
            if !hold(bytes.readableBytes) { return failBody(.bodyMemory, context) }
        case .end:
            body.end()
            bodyTask?.cancel()
            bodyTask = nil
        }
        pass(data, isHead: isHead, context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if body.isReceiving {
            body.paused(at: context.eventLoop.now)
            if bodyTask == nil, !isClosing { scheduleBody(context, after: body.pace.grace) }
        }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        guard waiting.isEmpty else { return waiting.isAskedFor = true }
        if body.isReceiving { body.resumed(at: context.eventLoop.now) }
        context.read()
    }

    /// Counts bytes for the request that they belong to, unless it has been answered already and they are only read over.
    private func hold(_ bytes: Int) -> Bool {
        guard !held.isEmpty else { return true }
        guard services.budget.take(bytes) else { return false }
        held[held.index(before: held.endIndex)] += bytes
        return true
    }

    // MARK: Faults

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A caller that is done with sending may still read, but nobody can tell it from one that left.
        if case ChannelEvent.inputClosed = event { departure.happened() }
        switch event {
        case let fault as RequestFault: refuse(fault, context)
        case is ChannelShouldQuiesceEvent where connection != nil:
            closesAfterAnswer = true
            if outstanding == 0 { context.close(promise: nil) }
        case ChannelEvent.inputClosed where !waiting.isEmpty: waiting.append(.inputClosed)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard connection != nil, let fault = RequestFault(decoding: error) else {
            return context.fireErrorCaught(error)
        }
        refuse(fault, context)
    }

    /// A fault in a body is its handler's to answer; any other is answered here.
    private func refuse(_ fault: RequestFault, _ context: ChannelHandlerContext) {
        guard !isClosing, refusal == nil, !hasFailed else { return }
        closesAfterAnswer = true
        if connection == nil, !answerBegan {
            // A stream has one request, whose handler has not seen it.
            refusal = fault
            return answerRefusal(context)
        }
        if body.isReceiving { return failBody(fault, context) }
        refusal = fault
        if outstanding == 0 { answerRefusal(context) }
    }

    func failBody(_ fault: RequestFault, _ context: ChannelHandlerContext) {
        guard !hasFailed else { return }
        hasFailed = true
        closesAfterAnswer = true
        connection?.isClosing = true
        body.end()
        guard outstanding > 0 else { return context.close(promise: nil) }
        services.metrics.failedBody(fault)
        if waiting.isEmpty { context.fireErrorCaught(fault) } else { waiting.append(.fault(fault)) }
    }

    private func answerRefusal(_ context: ChannelHandlerContext) {
        guard let fault = refusal else { return }
        let requestID = services.requestIDs.next()
        let error = APIError(fault)
        let document = ProblemDocument.encode(error, instance: requestID)
        var fields = error.headers
        fields[.contentType] = ProblemDocument.contentType(of: error)
        fields[.contentLength] = String(document.count)
        if connection != nil { fields[.connection] = "close" }
        fields[.requestID] = requestID
        fields[.processTime] = Decimals.fixed(0, places: 6)
        SecurityHeaders.add(to: &fields, isSecure: isSecure)
        context.write(wrapOutboundOut(.head(HTTPResponse(status: error.status, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: document))), promise: nil)
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        services.note(fault, requestID: requestID, remote: context.channel.remoteAddress)
        close(context)
        guard connection == nil else { return }
        // A stream has no way out of its own to close; what the caller still sends on it is reset.
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // Nothing comes after a last answer, whoever writes it.
        guard !isClosing else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.kind != .informational:
            answerBegan = true
            if connection != nil, body.isReceiving, outstanding == 1, body.isTooMuchToDrain { closesAfterAnswer = true }
            guard connection != nil, closesAfterAnswer, outstanding <= 1, refusal == nil else {
                return context.write(data, promise: promise)
            }
            var head = head
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes) where bytes.readableBytes > Limits.writePieceBytes:
            writePieces(bytes, context, promise: promise)
        case .end:
            context.write(data, promise: connection == nil ? tracked(promise, context) : promise)
            answered(context)
        default: context.write(data, promise: promise)
        }
    }

    private func answered(_ context: ChannelHandlerContext) {
        outstanding -= 1
        if let bytes = held.popFirst() { services.budget.give(back: bytes) }
        guard outstanding <= 0 else { return takeTurns(context) }
        idleSince = context.eventLoop.now
        if refusal != nil {
            context.flush()
            answerRefusal(context)
        } else if closesAfterAnswer, connection != nil {
            context.flush()
            close(context)
        }
    }

    /// Ends the connection so that the caller can still read the answer.
    ///
    /// Closed at once, bytes that nobody has read would make the kernel reset the connection, and the answer with it. So only the way
    /// out is closed, and what comes in is thrown away for a short time.
    private func close(_ context: ChannelHandlerContext) {
        isClosing = true
        connection?.isClosing = true
        for task in [idleTask, bodyTask] { task?.cancel() }
        while let bytes = held.popFirst() { services.budget.give(back: bytes) }
        guard connection != nil else { return }
        context.close(mode: .output, promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        lingerTask = context.eventLoop.scheduleTask(in: .seconds(Int64(Limits.lingerSeconds))) {
            bound.value.close(promise: nil)
        }
    }

    // MARK: Idleness

    private func scheduleIdle(_ context: ChannelHandlerContext, after time: TimeAmount) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        idleTask = context.eventLoop.scheduleTask(in: time) {
            let (exchange, context) = bound.value
            exchange.lookForIdleness(context)
        }
    }

    /// One task a connection: it looks when a pause could have become too long, and not at every request.
    private func lookForIdleness(_ context: ChannelHandlerContext) {
        let limit = TimeAmount.seconds(Int64(Limits.idleSeconds))
        let idle = context.eventLoop.now - idleSince
        let isBusy = outstanding > 0 || body.isReceiving || connection?.isMidHead == true
        if isBusy {
            scheduleIdle(context, after: limit)
        } else if idle >= limit {
            isClosing = true
            context.close(promise: nil)
        } else {
            scheduleIdle(context, after: limit - idle)
        }
    }
}
