/// How a database is replicated.
public struct ReplicatorSettings: Sendable, Hashable {
    /// Milliseconds between the beginnings of two segments while commits come one after the other.
    public var shipMilliseconds = 200
    /// Bytes of the write-ahead log from which on it is moved into the database file.
    public var checkpointBytes = 16 << 20
    /// Bytes of the log that wait for a store that is out of reach before they go to the spool.
    public var logBytesBeforeSpooling = 64 << 20
    /// Bytes of changes that wait on this disk while the store is out of reach.
    public var spoolBytes = 256 << 20
    /// Milliseconds that the last changes may take to ship when the process ends.
    public var finishMilliseconds = 10_000
    /// Whether a store is used that lets two writers overwrite each other's objects.
    public var acceptsUnfenced = false

    /// The usual settings.
    public init() {}
}
