internal import GRDB
internal import LogBlocks
internal import Signals

/// What the logs remember across a restart.
enum LogLoading {
    struct Loaded: Sendable {
        var state = LogStore.State()
        var newestDictionary: LogSealer.Current?
    }

    static func load(
        from database: TelemetryDatabase, _ dictionaries: LogDictionaries, _ limits: Limits, at now: Timestamp
    ) throws -> Loaded {
        var loaded = Loaded()
        let role = database.role
        let newest = try database.read { database -> (id: UInt32, ratio: Double)? in
            loaded.state.streams = try streams(database)
            // A reader may find a file that its daemon has not migrated yet.
            if role == .daemon { loaded.state.cursors = try LogCursors.read(database) }
            let (entries, rows, damaged) = try journal(database)
            let newestSegment = try Int64.fetchOne(database, sql: "SELECT max(id) FROM log_segments") ?? 0
            loaded.state.head.restore(entries, rows: rows, newestSegment: newestSegment, at: now)
            loaded.state.headBytes = loaded.state.head.bytes
            loaded.state.counters.damaged = damaged
            let row = try Row.fetchOne(
                database, sql: "SELECT id, first_ratio FROM log_dictionaries ORDER BY id DESC LIMIT 1")
            return try row.map { (try $0.number32("id"), try $0.decode(Double.self, forColumn: "first_ratio")) }
        }
        if let newest, let dictionary = try dictionaries.dictionary(newest.id) {
            let record = DictionaryPolicy.Record(first: newest.ratio, recent: newest.ratio, segments: 0)
            loaded.newestDictionary = try LogSealer.Current(dictionary: dictionary, record: record, limits: limits)
        }
        return loaded
    }

    static func streams(_ database: Database) throws -> LogStreams {
        var labels: [UInt32: [Label]] = [:]
        let rows = try Row.fetchCursor(database, sql: "SELECT stream_id, name, value FROM log_stream_labels")
        while let row = try rows.next() {
            let label = Label(
                try row.decode(String.self, forColumn: "name"), try row.decode(String.self, forColumn: "value"))
            labels[try row.number32("stream_id"), default: []].append(label)
        }
        var streams = LogStreams()
        for (id, labels) in labels {
            // The primary key and the checks of the table leave nothing that a label set would refuse.
            if let stream = try? LabelSet(labels) { streams.restore(id, stream) }
        }
        return streams
    }

    /// The lines of the journal, how many rows it has, and how many of them could not be read.
    static func journal(_ database: Database) throws -> (entries: LogEntries, rows: Int, damaged: Int) {
        let decoder = try SegmentDecoder()
        var entries = LogEntries()
        var (count, damaged) = (0, 0)
        let rows = try Row.fetchCursor(database, sql: "SELECT body FROM log_journal ORDER BY id")
        while let row = try rows.next() {
            count += 1
            do {
                entries.append(try Segment(row.bytes("body")).entries(dictionary: nil, with: decoder))
            } catch is LogBlockError {
                damaged += 1
            }
        }
        return (entries, count, damaged)
    }
}
