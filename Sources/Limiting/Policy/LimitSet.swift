/// Which limits of a caller refused a request.
public struct LimitSet: OptionSet, Sendable, Hashable {
    /// One bit a limit.
    public let rawValue: UInt8

    /// A set of bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The bucket of the user, or of the address.
    public static let minute = LimitSet(rawValue: 1)
    /// The user's quota of the day.
    public static let day = LimitSet(rawValue: 2)
    /// The user's requests in flight.
    public static let concurrency = LimitSet(rawValue: 4)
    /// The bucket of the key.
    public static let keyMinute = LimitSet(rawValue: 8)
    /// The key's quota of the day.
    public static let keyDay = LimitSet(rawValue: 16)
    /// The key's requests in flight.
    public static let keyConcurrency = LimitSet(rawValue: 32)

    /// The same limits of the key instead of the user.
    var ofKey: LimitSet { LimitSet(rawValue: rawValue << 3) }

    /// The same limits, whether of user or key.
    public var kinds: LimitSet { LimitSet(rawValue: (rawValue | rawValue >> 3) & 7) }
}
