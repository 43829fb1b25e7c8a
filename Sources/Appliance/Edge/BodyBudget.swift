import Synchronization

/// The memory that all request bodies together may take.
///
/// Without it, every connection could bring the largest body at once. Bytes are counted as they arrive, not as they are announced, so
/// that nobody can use the budget up by promises.
final class BodyBudget: Sendable {
    private let limit: Int
    private let used = Atomic<Int>(0)

    init(limit: Int = Limits.bodyBytesInFlight) { self.limit = limit }

    /// Takes room for `bytes`; false where there is none, and then nothing was taken.
    func take(_ bytes: Int) -> Bool {
        guard used.wrappingAdd(bytes, ordering: .relaxed).newValue <= limit else {
            give(back: bytes)
            return false
        }
        return true
    }

    /// Gives room back that was taken.
    func give(back bytes: Int) {
        used.wrappingSubtract(bytes, ordering: .relaxed)
    }

    /// The bytes that are taken now.
    var bytesInUse: Int { used.load(ordering: .relaxed) }
}
