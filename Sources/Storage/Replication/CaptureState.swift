internal import Replication

/// What a directory remembers of its replica: which database it is, how far it got, and who wrote it.
///
/// It is written before the log may begin anew and when a writer starts, never for each segment: what is newer stands in
/// the replica itself. While the file is there and not idle, no process checkpoints the database but the one that replicates
/// it.
struct CaptureState: Sendable, Hashable {
    static let maximumBytes = 4_096
    static let writers = 16

    var database: DatabaseID
    var lastPoint: ReplicaPoint?
    /// Whether whoever replicates next begins a new timeline at ``lastPoint``: the directory was restored or promoted.
    var beginsTimeline = false
    /// Whether a daemon that keeps no replica serves the database, or was the last that did: SQLite empties the log then.
    var isIdle = false
    /// The random numbers of this directory's writers, newest first.
    var writers: [Word128]

    private static let heading = "geoclimate replica 1"

    /// Lines of text, so that people can read them.
    var text: String {
        let point =
            (lastPoint.map { "\($0.timeline) \($0.sequence)\(beginsTimeline ? " branch" : "")" } ?? "none")
            + (isIdle ? " idle" : "")
        let writers = writers.prefix(Self.writers).map { "\($0)" }
        return ([Self.heading, "\(database)", point] + writers).joined(separator: "\n") + "\n"
    }

    /// Reads ``text`` again.
    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines[0] == Self.heading, lines.last == "", let database = DatabaseID(lines[1]) else {
            return nil
        }
        self.database = database
        var words = lines[2].split(separator: " ")
        isIdle = words.last == "idle"
        if isIdle { words.removeLast() }
        beginsTimeline = words.count == 3 && words.last == "branch"
        if beginsTimeline { words.removeLast() }
        let point = words.map { UInt64($0) }
        if point.count == 2, let timeline = point[0].flatMap({ UInt32(exactly: $0) }), let sequence = point[1] {
            lastPoint = ReplicaPoint(timeline: timeline, sequence: sequence)
        } else if words != ["none"] {
            return nil
        }
        let writers = lines[3...].dropLast().map { UInt128($0, radix: 16).map { Word128($0) } }
        guard writers.count <= Self.writers, !writers.contains(nil) else { return nil }
        self.writers = writers.compactMap { $0 }
    }

    init(database: DatabaseID, lastPoint: ReplicaPoint?, beginsTimeline: Bool = false, writers: [Word128]) {
        self.database = database
        self.lastPoint = lastPoint
        self.beginsTimeline = beginsTimeline
        self.writers = writers
    }

    /// Where the state of a database is kept.
    static func path(of databasePath: String) -> String { databasePath + "-replica" }

    /// Whether a database has a replica.
    static func exists(for databasePath: String) -> Bool {
        (try? SystemCalls.status(of: path(of: databasePath))) != nil
    }

    /// Whether only a capture may empty the log of a database: it has a replica that was not given up.
    ///
    /// What cannot be read holds the log, because it may be that of a replica.
    static func holdsLog(for databasePath: String) -> Bool {
        guard exists(for: databasePath) else { return false }
        guard let state = try? load(for: databasePath) else { return true }
        return !state.isIdle
    }

    /// The state of a database; nil when it has none.
    static func load(for databasePath: String) throws(CaptureError) -> CaptureState? {
        let path = path(of: databasePath)
        let bytes: [UInt8]
        do throws(SystemCalls.Failure) {
            bytes = try SystemCalls.contents(of: path, maximumBytes: maximumBytes)
        } catch  where error.isMissing {
            return nil
        } catch {
            throw .state(path: path, reason: error.reason)
        }
        guard let state = CaptureState(text: String(decoding: bytes, as: UTF8.self)) else {
            throw .state(path: path, reason: "it is not what was written")
        }
        return state
    }

    /// Replaces the state of a database, durably.
    func store(for databasePath: String) throws(CaptureError) {
        let path = Self.path(of: databasePath)
        let temporary = path + ".new"
        do throws(SystemCalls.Failure) {
            try SystemCalls.removeFile(temporary)
            let descriptor = try SystemCalls.openNewPrivateFile(temporary)
            defer { SystemCalls.closeFile(descriptor) }
            try SystemCalls.writeDurably(Array(text.utf8), to: descriptor)
            try SystemCalls.rename(temporary, to: path)
            try SystemCalls.synchroniseDirectory(DataDirectory(containing: path).path)
        } catch {
            throw .state(path: path, reason: error.reason)
        }
    }
}
