/// What waits to be sent, as the shipper sees it.
public struct UnsentCommits: Sendable, Hashable {
    /// When the first of them was committed, in milliseconds of a clock that only goes forward; nil for none.
    public var since: Int64?
    /// Bytes of their frames.
    public var bytes: Int
    /// Whether an answer to someone waits until they are safe.
    public var isAwaited: Bool
    /// Whether a segment is on its way; the next one follows it and cannot be named before it has arrived.
    public var isSending: Bool
    /// When the last segment was begun, of the same clock; nil when that does not count.
    public var lastBegan: Int64?

    /// What is known of them.
    public init(since: Int64?, bytes: Int, isAwaited: Bool, isSending: Bool, lastBegan: Int64? = nil) {
        self.since = since
        self.bytes = bytes
        self.isAwaited = isAwaited
        self.isSending = isSending
        self.lastBegan = lastBegan
    }
}

/// What the shipper does next.
public enum ShippingStep: Sendable, Hashable {
    /// Nothing, until something is committed or the segment on its way has arrived.
    case rest
    /// Nothing until then, in milliseconds of the same clock.
    case wait(until: Int64)
    /// Read the log up to the last commit and send it.
    case ship

    /// Gathers commits for ``Limits/shipDelayMilliseconds`` at most, for ``Limits/shipBytes`` at most, and not at all when
    /// someone waits, or when no segment was begun for as long: a lone commit leaves at once.
    public static func next(_ unsent: UnsentCommits, now: Int64, limits: Limits = .standard) -> ShippingStep {
        guard let since = unsent.since, !unsent.isSending else { return .rest }
        // A clock that went backwards against its promise must not hold anything up.
        let delay = limits.shipDelayMilliseconds
        let due = min(since + delay, max(since, (unsent.lastBegan ?? since) + delay))
        if unsent.isAwaited || unsent.bytes >= limits.shipBytes || now >= due || now < since { return .ship }
        return .wait(until: due)
    }
}

/// The time that a segment carries: that of the clock, but never before the segment that it follows.
///
/// Points in time are searched by halves, which asks for times in order, and clocks step back.
public func shippingTimestamp(now: Int64, previous: Int64?) -> Int64 { max(now, previous ?? now) }
