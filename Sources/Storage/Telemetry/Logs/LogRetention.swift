internal import GRDB
internal import LogBlocks

/// What the deletion of logs does inside a transaction.
enum LogRetention {
    /// Pages that change when a segment goes: its row, its body, the index, and the lists of free pages.
    static let pagesOfSegment = 6

    /// Deletes segments that end before a time, the oldest first, and answers how many.
    static func delete(before first: Int64, atMost limit: Int, _ database: Database) throws -> Int {
        let ids = try Int64.fetchAll(
            database, sql: "SELECT id FROM log_segments WHERE last_ns < ? ORDER BY last_ns LIMIT ?",
            arguments: [first, limit])
        try delete(ids, database)
        return ids.count
    }

    /// Deletes the segments that end first, and answers how many.
    static func deleteOldest(atMost limit: Int, _ database: Database) throws -> Int {
        let ids = try Int64.fetchAll(
            database, sql: "SELECT id FROM log_segments ORDER BY last_ns LIMIT ?", arguments: [limit])
        try delete(ids, database)
        return ids.count
    }

    static func delete(_ ids: [Int64], _ database: Database) throws {
        let bodies = try database.cachedStatement(sql: "DELETE FROM log_segment_bodies WHERE id = ?")
        let segments = try database.cachedStatement(sql: "DELETE FROM log_segments WHERE id = ?")
        for id in ids {
            try bodies.execute(arguments: [id])
            try segments.execute(arguments: [id])
        }
    }

    /// Which of some streams no segment has.
    static func unusedStreams(among candidates: Set<UInt32>, _ database: Database) throws -> Set<UInt32> {
        var unused = candidates
        let rows = try Row.fetchCursor(database, sql: "SELECT streams FROM log_segments")
        while !unused.isEmpty, let row = try rows.next() {
            guard let streams = try? SegmentSummary.decodeStreams(try row.bytes("streams")) else { return [] }
            for stream in streams { unused.remove(stream.stream) }
        }
        return unused
    }

    /// The dictionaries that no segment needs, but for the one in use.
    static func unusedDictionaries(but current: UInt32, _ database: Database) throws -> [UInt32] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT id FROM log_dictionaries
                WHERE id <> ? AND id NOT IN (SELECT dictionary_id FROM log_segments)
                """, arguments: [Int64(current)]
        ).map { try $0.number32("id") }
    }

    static func delete(streams: Set<UInt32>, dictionaries: [UInt32], _ database: Database) throws {
        for id in streams {
            try database.execute(sql: "DELETE FROM log_stream_labels WHERE stream_id = ?", arguments: [Int64(id)])
        }
        for id in dictionaries {
            try database.execute(sql: "DELETE FROM log_dictionaries WHERE id = ?", arguments: [Int64(id)])
        }
    }
}
