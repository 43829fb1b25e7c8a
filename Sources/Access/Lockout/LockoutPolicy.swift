/// How many wrong passwords are taken before a login has to wait.
public struct LockoutPolicy: Sendable, Hashable {
    /// Failures of one name from one address before the first wait.
    public var freeFailures: Int

    /// Seconds of the first wait; each further failure doubles it.
    public var firstWaitSeconds: Int

    /// Seconds of the longest wait.
    public var longestWaitSeconds: Int

    /// Seconds after the last failure after which a name from an address starts anew.
    public var memorySeconds: Int { max(86_400, longestWaitSeconds) }

    /// Failures from one address, whatever the names, within ``addressWindowSeconds``.
    public var addressFailures: Int

    /// Seconds after which an address starts anew.
    public var addressWindowSeconds: Int

    /// Failures of one name in a row, from anywhere, after which only an operator unlocks it.
    public var accountFailures: Int

    /// A policy; each number is at least one.
    public init(
        freeFailures: Int = 5, firstWaitSeconds: Int = 1, longestWaitSeconds: Int = 900, addressFailures: Int = 30,
        addressWindowSeconds: Int = 900, accountFailures: Int = 100
    ) {
        self.freeFailures = max(freeFailures, 1)
        self.firstWaitSeconds = max(firstWaitSeconds, 1)
        self.longestWaitSeconds = max(longestWaitSeconds, self.firstWaitSeconds)
        self.addressFailures = max(addressFailures, 1)
        self.addressWindowSeconds = max(addressWindowSeconds, 1)
        self.accountFailures = max(accountFailures, 1)
    }

    /// Seconds to wait after so many failures of one name from one address.
    public func waitSeconds(after failures: Int) -> Int {
        guard failures >= freeFailures else { return 0 }
        let doublings = min(failures - freeFailures, 20)
        return min(firstWaitSeconds << doublings, longestWaitSeconds)
    }
}
