/// Every bound of this target, by name and with its unit.
public enum Limits {
    /// Tokens a minute that a policy may let come back.
    public static let perMinute: UInt32 = 1_000_000

    /// Tokens that a policy may let be spent at once.
    ///
    /// A full bucket and a charge of the same size must fit into 63 bits together: twice the burst times
    /// ``ticksPerToken``.
    public static let burst: UInt32 = 50_000_000

    /// Tokens that a policy may let be spent in a day.
    public static let perDay: UInt32 = 4_000_000_000

    /// Requests in flight that are counted, which is no limit; the sixteenth bit of the count is a mark.
    public static let concurrent: UInt16 = 32_767

    /// What one token weighs in a bucket, in ticks: nanoseconds of a minute.
    ///
    /// A bucket drains by `perMinute` ticks a nanosecond, so that every rate is exact without a fraction.
    public static let ticksPerToken: Int64 = 60_000_000_000

    /// Nanoseconds of a day.
    public static let dayNanoseconds: Int64 = 86_400_000_000_000

    /// Users and keys that a limiter remembers at the same time, unless it is told otherwise.
    public static let callers = 1_000_000

    /// Addresses that a limiter remembers at the same time, unless it is told otherwise.
    public static let addresses = 65_536

    /// Parts of a table with a lock of their own; a power of two, at most what eight bits of a hash choose among.
    static let shards = 256

    /// Callers that a part is worth having for; smaller limiters have fewer parts.
    static let leastCallersPerShard = 64

    /// Parts of the table of addresses with a lock of their own; a power of two.
    static let addressShards = 16

    /// Nanoseconds before a full part is searched again for entries that no longer count.
    static let sweepPause: Int64 = 100_000_000

    /// Nanoseconds after which a caller who has too many requests in flight is told to ask again.
    static let concurrencyRetry: Int64 = 1_000_000_000

    /// The share of a day's quota that is leased at a time: a hundredth.
    static let leasesPerDay: UInt32 = 100

    /// The share of a burst that is leased at a time where there is no quota for the day: a tenth.
    static let leasesPerBurst: UInt32 = 10
}
