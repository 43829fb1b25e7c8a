import NIOCore

/// How the body of the request that is being read arrives.
struct BodyReception {
    let pace: BodyPace
    private(set) var isReceiving = false
    private(set) var bytes = 0
    private var announced: Int?
    private var start: NIODeadline?
    /// Since when nobody reads, because the handler has not caught up: not the caller's fault.
    private var pausedAt: NIODeadline?
    private var pausedTime = TimeAmount.zero

    init(pace: BodyPace) { self.pace = pace }

    mutating func begin(_ facts: RequestFacts) {
        isReceiving = facts.body != .bytes(0)
        announced = if case .bytes(let count) = facts.body { count } else { nil }
        bytes = 0
        start = nil
        pausedAt = nil
        pausedTime = .zero
    }

    mutating func received(_ count: Int) { bytes += count }

    mutating func end() { isReceiving = false }

    mutating func paused(at now: NIODeadline) {
        if start == nil { start = now }
        if pausedAt == nil { pausedAt = now }
    }

    mutating func resumed(at now: NIODeadline) {
        if let pausedAt { pausedTime = pausedTime + (now - pausedAt) }
        pausedAt = nil
    }

    /// Whether reading the rest, only to use the connection again, would cost more than a new connection.
    var isTooMuchToDrain: Bool {
        guard let announced else { return true }
        return announced - bytes > Limits.drainedBodyBytes
    }

    func verdict(at now: NIODeadline) -> BodyPace.Verdict {
        let elapsed = (pausedAt ?? now) - (start ?? now) - pausedTime
        return pace.verdict(elapsed: elapsed, bytes: bytes)
    }
}

extension Exchange {
    func scheduleBody(_ context: ChannelHandlerContext, after time: TimeAmount) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        bodyTask = context.eventLoop.scheduleTask(in: time) {
            let (exchange, context) = bound.value
            exchange.bodyTask = nil
            guard exchange.body.isReceiving else { return }
            switch exchange.body.verdict(at: context.eventLoop.now) {
            case .refused(let fault): exchange.failBody(fault, context)
            // Not at every nanosecond that a byte has bought.
            case .fine(let time): exchange.scheduleBody(context, after: max(time, .seconds(1)))
            }
        }
    }
}
