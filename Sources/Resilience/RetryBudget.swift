/// Keeps retries a small part of all calls to a target, so that they cannot multiply its load when it is weak.
///
/// Each success earns a part of a retry, each retry spends one; `most` may be saved up, and are there at the beginning.
/// This is the retry throttling of gRPC (proposal A6) in whole hundredths.
public struct RetryBudget: Sendable, Hashable {
    private let most: Int
    private let earned: Int
    private var saved: Int

    /// A full budget of `most` retries that grows by `percent` of a retry with each success.
    public init(most: Int, percent: Int) {
        self.most = most.clamped(to: 0...Limits.failures) * 100
        earned = percent.clamped(to: 0...100)
        saved = self.most
    }

    /// Whether a retry can be paid for.
    public var hasRetry: Bool { saved >= 100 }

    /// Pays for a retry.
    public mutating func spend() {
        saved = max(saved - 100, 0)
    }

    /// Earns with a success.
    public mutating func earn() {
        saved = min(saved + earned, most)
    }
}
