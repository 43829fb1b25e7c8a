import NIOCore

/// What the two ends of an HTTP/1 pipeline tell each other, before and behind the decoder; both run on the same event loop.
final class HTTP1Connection {
    private var heads = CircularBuffer<RequestFacts>(initialCapacity: 2)
    /// Whether a request has begun whose head is not complete.
    var isMidHead = false
    /// Whether whatever still arrives is thrown away.
    var isClosing = false

    func announce(_ facts: [RequestFacts]) {
        for facts in facts { heads.append(facts) }
    }

    /// The facts of the head that the decoder has made of the oldest one announced.
    func nextHead() -> RequestFacts { heads.popFirst() ?? RequestFacts(keepsAlive: false) }
}
