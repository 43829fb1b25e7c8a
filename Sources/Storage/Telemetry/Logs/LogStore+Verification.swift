internal import GRDB
internal import LogBlocks

/// What a look at every stored line has found.
public struct LogVerification: Sendable, Equatable {
    /// Segments that were read.
    public var segments = 0
    /// Lines in those that are whole.
    public var entries = 0
    /// What is wrong, a sentence each, at most ``Limits/listedDamagedBlocks``.
    public var problems: [String] = []
    /// Segments that could not be read.
    public var damaged = 0
}

extension LogStore {
    /// Reads every segment from its first byte to its last.
    ///
    /// Each segment is read in a transaction of its own. It throws ``LogQueryError/cancelled`` and ``StorageError``.
    public func verify(isCancelled: () -> Bool = { false }) throws -> LogVerification {
        var verification = LogVerification()
        let decoder = try SegmentDecoder()
        let ids = try database.read { try Int64.fetchAll($0, sql: "SELECT id FROM log_segments ORDER BY id") }
        for id in ids {
            guard !isCancelled() else { throw LogQueryError.cancelled }
            let row = try database.read { database in
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT entries, body FROM log_segments LEFT JOIN log_segment_bodies USING (id) WHERE id = ?
                        """, arguments: [id])
            }
            // Retention may have taken it away meanwhile.
            guard let row else { continue }
            verification.segments += 1
            do {
                let segment = try Segment(try row.bytes("body"))
                let entries = try segment.entries(
                    dictionary: try dictionaries.dictionary(segment.dictionary), with: decoder)
                guard entries.count == (try row.decode(Int.self, forColumn: "entries")) else {
                    throw LogBlockError.damaged("it has another number of lines than its row says")
                }
                verification.entries += entries.count
            } catch let error where error is LogBlockError || error is RowDecodingError {
                verification.damaged += 1
                if verification.problems.count < limits.listedDamagedBlocks {
                    verification.problems.append("Log segment \(id): \(error)")
                }
            }
        }
        return verification
    }
}
