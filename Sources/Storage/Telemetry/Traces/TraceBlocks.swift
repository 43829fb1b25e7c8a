internal import Foundation
internal import GRDB
internal import Traces

/// The rows of `trace_blocks`.
enum TraceBlocks {
    /// A row to be.
    struct New: Sendable {
        let digest: SpanDigest
        let spans: Int
        let operations: [UInt8]
        let keys: [UInt8]
        let data: [UInt8]

        /// Nil for no spans; throws ``TooLarge`` for more than a reader would unpack.
        init?(_ spans: [Span], maximumBytes: Int) throws {
            guard let digest = SpanDigest(spans) else { return nil }
            let unpacked = SpanBlock.encode(spans)
            guard unpacked.count <= maximumBytes else {
                throw TooLarge(bytes: unpacked.count, limitBytes: maximumBytes)
            }
            self.digest = digest
            self.spans = spans.count
            operations = digest.operationBytes
            keys = digest.traceKeys.flatMap { key in (0..<8).map { UInt8(truncatingIfNeeded: key >> UInt64(8 * $0)) } }
            data = try Zstandard.compress(unpacked)
        }

        /// Bytes of its columns together.
        var bytes: Int { operations.count + keys.count + data.count }
    }

    /// Spans that no block can hold together.
    struct TooLarge: Error, Hashable, CustomStringConvertible {
        let bytes: Int
        let limitBytes: Int

        var description: String {
            "A block of spans would unpack to \(bytes) bytes; at most \(limitBytes) are written. Store fewer."
        }
    }

    /// What a row holds.
    struct Unpacked {
        let spans: [Span]
        /// Bytes of the block without compression.
        let bytes: Int
    }

    /// One row without its blobs.
    struct Extent: Hashable {
        let id: Int64
        let spans: Int
        let bytes: Int
    }

    static func insert(_ block: New, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO trace_blocks (first, last, spans, bytes, operations, trace_keys, data)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                block.digest.starts.lowerBound, block.digest.starts.upperBound, block.spans, block.bytes,
                Data(block.operations), Data(block.keys), Data(block.data),
            ])
    }

    static func delete(_ ids: [Int64], _ database: Database) throws {
        for id in ids { try database.execute(sql: "DELETE FROM trace_blocks WHERE id = ?", arguments: [id]) }
    }

    static func extents(_ database: Database, fewerSpansThan spans: Int) throws -> [Extent] {
        try Row.fetchAll(
            database, sql: "SELECT id, spans, bytes FROM trace_blocks WHERE spans < ? ORDER BY id", arguments: [spans]
        ).map { row in
            Extent(
                id: try row.decode(forColumn: "id"), spans: try row.decode(forColumn: "spans"),
                bytes: try row.decode(forColumn: "bytes"))
        }
    }

    /// The rows that may hold what a search asks for, the latest first.
    ///
    /// Throws ``TelemetryError/cancelled`` once `isCancelled` says so.
    static func candidates(_ query: JaegerQuery, _ database: Database, isCancelled: () -> Bool) throws -> [Int64] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT id, first, last, operations FROM trace_blocks WHERE last >= ? AND first <= ?
                ORDER BY last DESC, id DESC
                """, arguments: [query.range.lowerBound, query.range.upperBound])
        var ids: [Int64] = []
        while let row = try rows.next() {
            guard !isCancelled() else { throw TelemetryError.cancelled }
            let first: Int64 = try row.decode(forColumn: "first")
            let last: Int64 = try row.decode(forColumn: "last")
            let bytes: Data = try row.decode(forColumn: "operations")
            // A row whose columns are damaged is left to the block's own checksum.
            guard let operations = SpanDigest.operations([UInt8](bytes)), first <= last else {
                ids.append(try row.decode(forColumn: "id"))
                continue
            }
            if SpanDigest.mayHold(query, starts: first...last, operations: operations) {
                ids.append(try row.decode(forColumn: "id"))
            }
        }
        return ids
    }

    /// The rows that may hold spans of some traces.
    ///
    /// Throws ``TelemetryError/cancelled`` once `isCancelled` says so: every row is looked at, whether or not it matches.
    static func holding(_ traces: Set<TraceID>, _ database: Database, isCancelled: () -> Bool) throws -> [Int64] {
        let keys = traces.map(\.low)
        let rows = try Row.fetchCursor(database, sql: "SELECT id, trace_keys FROM trace_blocks ORDER BY id")
        var ids: [Int64] = []
        while let row = try rows.next() {
            guard !isCancelled() else { throw TelemetryError.cancelled }
            let bytes: Data = try row.decode(forColumn: "trace_keys")
            let sorted = TraceKeys([UInt8](bytes))
            if keys.contains(where: sorted.contains) { ids.append(try row.decode(forColumn: "id")) }
        }
        return ids
    }

    static func operations(_ database: Database) throws -> [SpanDigest.Operation] {
        var found: Set<[UInt8]> = []
        let rows = try Data.fetchCursor(database, sql: "SELECT DISTINCT operations FROM trace_blocks")
        while let bytes = try rows.next() { found.insert([UInt8](bytes)) }
        return found.flatMap { SpanDigest.operations($0) ?? [] }
    }

    /// The spans of a row; nil where it is gone, and a damaged one throws ``SpanBlockError`` or ``ZstandardError``.
    static func spans(id: Int64, maximumBytes: Int, _ database: Database) throws -> Unpacked? {
        let statement = try database.cachedStatement(sql: "SELECT data FROM trace_blocks WHERE id = ?")
        guard let data = try Data.fetchOne(statement, arguments: [id]) else { return nil }
        let unpacked = try Zstandard.decompress([UInt8](data), maximumBytes: maximumBytes)
        return Unpacked(spans: try SpanBlock.decode(unpacked), bytes: unpacked.count)
    }
}

/// The column `trace_keys`: numbers of eight bytes in order, little-endian.
struct TraceKeys {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func contains(_ key: UInt64) -> Bool {
        var range = 0..<bytes.count / 8
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            let found = number(at: middle)
            if found == key { return true }
            range = found < key ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }

    private func number(at index: Int) -> UInt64 {
        bytes[8 * index..<8 * index + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
