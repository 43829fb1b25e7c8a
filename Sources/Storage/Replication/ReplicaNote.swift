public import Replication

/// What a directory knows of the replica of one of its databases, for those who do not capture it.
public struct ReplicaNote: Sendable, Hashable {
    /// Which database it is.
    public let database: DatabaseID
    /// The point of the replica at which the log may last have begun anew; nil when it never did.
    public let lastPoint: ReplicaPoint?
    /// Whether the next one who replicates begins a new timeline at that point.
    public let beginsTimeline: Bool

    /// A note.
    public init(database: DatabaseID, lastPoint: ReplicaPoint?, beginsTimeline: Bool) {
        self.database = database
        self.lastPoint = lastPoint
        self.beginsTimeline = beginsTimeline
    }

    /// The note beside a database file; nil when the database has no replica.
    ///
    /// It blocks, and throws ``CaptureError/state(path:reason:)``.
    public static func load(for databasePath: String) throws(CaptureError) -> ReplicaNote? {
        try CaptureState.load(for: databasePath).map {
            ReplicaNote(database: $0.database, lastPoint: $0.lastPoint, beginsTimeline: $0.beginsTimeline)
        }
    }

    /// Writes the note beside a database file that nobody captures, durably; those who wrote to the replica before are
    /// forgotten where `forgetsWriters` says so.
    ///
    /// It blocks, and throws ``CaptureError/state(path:reason:)``.
    public func store(for databasePath: String, forgetsWriters: Bool) throws(CaptureError) {
        let writers = forgetsWriters ? [] : try CaptureState.load(for: databasePath)?.writers ?? []
        try CaptureState(database: database, lastPoint: lastPoint, beginsTimeline: beginsTimeline, writers: writers)
            .store(for: databasePath)
    }

    /// Takes the note of a database away: it has no replica any more, and SQLite empties its log again.
    ///
    /// It blocks, and throws ``CaptureError/state(path:reason:)``.
    public static func remove(for databasePath: String) throws(CaptureError) {
        let path = CaptureState.path(of: databasePath)
        do throws(SystemCalls.Failure) {
            try SystemCalls.removeFile(path)
            try SystemCalls.synchroniseDirectory(DataDirectory(containing: path).path)
        } catch {
            throw .state(path: path, reason: error.reason)
        }
    }
}
