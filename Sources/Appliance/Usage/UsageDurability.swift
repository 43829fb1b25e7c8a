/// What an answered request waits for.
enum UsageDurability: String, Sendable, CaseIterable {
    /// Nothing: usage is written within `usage.flush_ms`, and a crash loses at most that.
    case batched
    /// The commit that has the request in it, which it shares with all that came meanwhile.
    case strict
}
