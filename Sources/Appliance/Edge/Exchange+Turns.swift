import NIOCore
import NIOHTTPTypes

/// What has been read of requests whose turn has not come.
struct WaitingRequests {
    enum Item {
        case part(HTTPRequestPart)
        case fault(RequestFault)
        /// The caller sends no more.
        case inputClosed
    }

    private var items = CircularBuffer<Item>(initialCapacity: 0)
    /// Requests whose head is among the items.
    private(set) var heads = 0
    /// Whether something downstream asked for more while it was not to be had.
    var isAskedFor = false

    var isEmpty: Bool { items.isEmpty }

    mutating func append(_ item: Item) {
        if case .part(.head) = item { heads += 1 }
        items.append(item)
    }

    /// The next item; a head only where its turn has come.
    mutating func next(mayBegin: Bool) -> Item? {
        guard let item = items.first else { return nil }
        if case .part(.head) = item {
            guard mayBegin else { return nil }
            heads -= 1
        }
        return items.removeFirst()
    }

    mutating func removeAll() {
        items.removeAll()
        heads = 0
        isAskedFor = false
    }
}

/// One request of a connection is handled at a time, and the next begins when the socket takes answers.
///
/// A caller may send hundreds of requests and read no answer. Handlers work on other threads than the socket's, so they would have made
/// many answers before anybody noticed that none is taken. So what was read of later requests waits here, and no more is
/// read meanwhile.
extension Exchange {
    /// Passes a part on, or keeps it until the requests before it are answered.
    func pass(_ data: NIOAny, isHead: Bool, _ context: ChannelHandlerContext) {
        let isTooSoon = isHead && connection != nil && (outstanding > 1 || !context.channel.isWritable)
        if isTooSoon || !waiting.isEmpty {
            waiting.append(.part(unwrapInboundIn(data)))
        } else {
            context.fireChannelRead(data)
        }
    }

    /// Lets the next request begin where all before it are answered and the answers taken.
    func takeTurns(_ context: ChannelHandlerContext) {
        guard !waiting.isEmpty else { return }
        var hasPassed = false
        while let item = waiting.next(mayBegin: waiting.heads == outstanding && context.channel.isWritable) {
            hasPassed = true
            switch item {
            case .part(let part): context.fireChannelRead(wrapInboundOut(part))
            case .fault(let fault): context.fireErrorCaught(fault)
            case .inputClosed: context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            }
        }
        if hasPassed { context.fireChannelReadComplete() }
        if waiting.isEmpty, waiting.isAskedFor {
            waiting.isAskedFor = false
            read(context: context)
        }
    }
}
