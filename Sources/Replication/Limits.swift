/// Every bound of this target, by name and with its unit.
///
/// The values of ``standard`` are what the appliance runs with; tests inject smaller ones to reach an edge cheaply.
public struct Limits: Sendable, Hashable {
    /// The bounds that the appliance runs with.
    public static let standard = Limits()

    // MARK: Objects

    /// Bytes of pages in one chunk before compression, the last chunk of an object aside.
    public var chunkBytes = 1 << 20

    /// Chunks of one object: 64 GiB of pages.
    public var chunksPerObject = 65_536

    /// Bytes of the payload of an object without pages, such as a manifest.
    public var payloadBytes = 16 << 20

    /// Pages of a database: 1 TiB at 4 KiB a page.
    public var databasePages: UInt32 = 1 << 28

    /// Bytes of pages in one part of a snapshot.
    public var snapshotPartBytes = 64 << 20

    // MARK: Shipping

    /// How long the first commit that was not sent waits for others to travel with it, in milliseconds.
    public var shipDelayMilliseconds: Int64 = 250

    /// Bytes of frames that are sent without waiting any longer.
    public var shipBytes = 4 << 20

    // MARK: Spooling

    /// Bytes of the write-ahead log that wait for the store before they are spooled and checkpointed.
    public var logBytesBeforeSpooling = 64 << 20

    /// Bytes that the spool may hold.
    public var spoolBytes = 1 << 30

    /// Bytes that stay free on the disk of the spool.
    public var freeDiskBytes = 256 << 20

    // MARK: Retention and compaction

    /// How long an object that nothing reaches any more stays after it was marked, in milliseconds.
    public var tombstoneGraceMilliseconds: Int64 = 24 * 3_600_000

    /// Spans of time that each level of compaction gathers in one object, in milliseconds: 30 s, 5 min, 1 h.
    public var levelMilliseconds: [Int64] = [30_000, 300_000, 3_600_000]

    /// Objects that one compaction reads.
    public var objectsPerCompaction = 1_024

    /// Entries of each list of a manifest.
    public var manifestEntries = 65_536

    /// The bounds with their standard values.
    public init() {}
}
