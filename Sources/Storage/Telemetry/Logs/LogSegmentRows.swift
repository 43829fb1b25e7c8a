internal import Foundation
internal import GRDB
internal import LogBlocks

/// The rows of sealed segments and of the dictionaries that they need.
enum LogSegmentRows {
    /// Inserts a segment, under a number where it replaces others, and answers its number.
    @discardableResult
    static func insert(_ sealed: LogSealer.Sealed, id: Int64? = nil, _ database: Database) throws -> Int64 {
        let (segment, summary) = (sealed.segment, sealed.segment.summary)
        let filter = segment.filter?.bytes ?? []
        try database.cachedStatement(
            sql: """
                INSERT INTO log_segments
                    (id, first_ns, last_ns, entries, text_bytes, stored_bytes, dictionary_id, streams, filter)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, summary.first, summary.last, summary.entries, summary.textBytes,
            sealed.storedBytes, Int64(sealed.dictionary), Data(sealed.streams), Data(filter),
        ])
        let id = database.lastInsertedRowID
        try database.cachedStatement(sql: "INSERT INTO log_segment_bodies (id, body) VALUES (?, ?)")
            .execute(arguments: [id, Data(segment.bytes)])
        return id
    }

    static func insert(_ trained: LogSealer.Current, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO log_dictionaries (id, level, first_ratio, content) VALUES (?, ?, ?, ?)",
            arguments: [
                Int64(trained.dictionary.id), trained.dictionary.level, trained.record.first,
                Data(trained.dictionary.content),
            ])
    }

    /// All segments in the order of their numbers, as far as the plan of merging needs them.
    static func candidates(_ database: Database) throws -> [LogMergePlan.Candidate] {
        try Row.fetchAll(
            database, sql: "SELECT id, first_ns, last_ns, entries, text_bytes FROM log_segments ORDER BY id"
        ).map { row in
            LogMergePlan.Candidate(
                id: try row.decode(Int64.self, forColumn: "id"),
                first: try row.decode(Int64.self, forColumn: "first_ns"),
                last: try row.decode(Int64.self, forColumn: "last_ns"),
                entries: try row.decode(Int.self, forColumn: "entries"),
                textBytes: try row.decode(Int.self, forColumn: "text_bytes"))
        }
    }

    /// The bytes of a segment; nil where it is gone.
    static func body(_ id: Int64, _ database: Database) throws -> [UInt8]? {
        try Row.fetchOne(database, sql: "SELECT body FROM log_segment_bodies WHERE id = ?", arguments: [id])?
            .bytes("body")
    }

    /// Whether all of some segments are there.
    static func exist(_ ids: [Int64], _ database: Database) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM log_segments WHERE id = ?")
        return try ids.allSatisfy { try Int.fetchOne(statement, arguments: [$0]) != nil }
    }
}
