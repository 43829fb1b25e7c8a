import Synchronization

/// What became of the samples for one server, for whoever looks.
final class RemoteWriteTally: Sendable {
    struct Counts: Sendable, Equatable {
        /// Samples that the server took, and that it refused.
        var sent: UInt64 = 0
        var refused: UInt64 = 0
        /// Samples of scrapes that were stored when later ones had been sent, and so are not.
        var late: UInt64 = 0
        /// Milliseconds of samples that were left out.
        var skipped: Int64 = 0
        /// Through which time everything was sent; nil before the first look.
        var position: Int64?
    }

    private let state = Mutex(Counts())

    var counts: Counts { state.withLock { $0 } }

    func note(_ change: (inout Counts) -> Void) { state.withLock { change(&$0) } }
}
