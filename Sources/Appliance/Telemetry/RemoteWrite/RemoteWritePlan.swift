/// Decides which samples a server is sent next.
///
/// The store is the queue: nothing waits in memory.
struct RemoteWritePlan: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        /// There is nothing new yet.
        case wait
        /// What is older than this is left out: the server was away for too long.
        case skip(to: Int64)
        /// The samples of this time are due, both ends included.
        case send(ClosedRange<Int64>)
    }

    /// Milliseconds after which all samples of a time are stored.
    let delay: Int64
    /// Milliseconds that a server may be behind.
    let backlog: Int64
    /// Milliseconds that are sent in one go.
    var slice = Limits.remoteWriteSliceMilliseconds

    /// Where to begin: after what was sent before, or with what is stored from now on.
    func begin(after position: Int64?, at now: Int64) -> Int64 {
        // A clock that was set back must not hold everything up until it is there again.
        min(position ?? .max, now - delay)
    }

    func next(after position: Int64, at now: Int64) -> Step {
        let end = now - delay
        guard position < end else { return .wait }
        guard position >= end - backlog else { return .skip(to: end - backlog) }
        return .send((position + 1)...min(position + slice, end))
    }
}
