/// Time and chance as outgoing calls are given them.
public struct CallTime: Sendable {
    /// Nanoseconds that only grow.
    public let now: @Sendable () -> UInt64

    /// Waits so many milliseconds; throws when the task is cancelled meanwhile.
    public let sleep: @Sendable (Int) async throws -> Void

    /// 64 random bits.
    public let random: @Sendable () -> UInt64

    /// Time from its parts.
    public init(
        now: @escaping @Sendable () -> UInt64, sleep: @escaping @Sendable (Int) async throws -> Void,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }
}

extension CallTime {
    /// The random bits as the standard library's functions take them.
    public struct Generator: RandomNumberGenerator, Sendable {
        fileprivate let source: @Sendable () -> UInt64

        /// The next 64 bits.
        public mutating func next() -> UInt64 { source() }
    }

    /// A generator over ``random``.
    public var generator: Generator { Generator(source: random) }
}
