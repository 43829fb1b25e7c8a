extension Limits {
    /// Bytes of sealed objects that one compaction reads, all of which are in memory.
    public static let mergeBytes = 128 << 20

    /// Runs that one round of compaction makes.
    public static let compactionsPerRound = 32

    /// Segments whose headers one round of compaction reads at most.
    public static let headersPerRound = 4_096

    /// Segments that wait for compaction and are remembered from round to round.
    public static let rememberedSegments = 65_536

    /// Requests of upkeep on their way at a time, so that it leaves room for what cannot wait.
    public static let upkeepRequestsAtOnce = 8

    /// Objects that one round of retention deletes.
    public static let deletesPerRound = 20_000

    /// Segments beyond which only those of ``crowdedMilliseconds`` stay points of their own: half of what can be listed,
    /// because a day of grace comes before what is given up is deleted.
    public static let segmentsKept = 500_000

    /// How far back every segment stays in a replica that has more than ``segmentsKept``, in milliseconds.
    public static let crowdedMilliseconds: Int64 = 24 * 3_600_000

    /// Marks of objects to be deleted that a manifest holds; half of what it takes, for another process may add some.
    public static let tombstones = 32_768

    /// Bytes of the files of a trial restore besides the database itself, such as what checks write.
    public static let proofReserveBytes = 64 << 20

    /// Chunks that a sample check reads, unless the policy says otherwise.
    public static let sampledChunks = 16
}
