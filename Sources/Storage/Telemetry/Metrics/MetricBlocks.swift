internal import Foundation
internal import GRDB
internal import TimeSeries

/// The rows of `metric_blocks`.
enum MetricBlocks {
    /// One row without its data.
    struct Extent: Hashable {
        let id: Int64
        let resolution: Resolution
        let window: Int64
        let stripe: Int64
        let isFinal: Bool
        let bytes: Int
        let last: Int64
    }

    /// A row to be.
    struct New: Sendable {
        let resolution: Resolution
        let window: Int64
        let stripe: Int64
        let isFinal: Bool
        let last: Int64
        let samples: Int
        let data: [UInt8]
    }

    /// Series whose blocks are together: as many as one block holds.
    static let stripe = Int64(TimeSeries.Limits.blockSeries)

    static func ids(ofStripe stripe: Int64) -> Range<UInt32> {
        let first = UInt32(clamping: stripe * Self.stripe)
        return first..<UInt32(clamping: (stripe + 1) * Self.stripe)
    }

    /// The blocks of a window for some series.
    static func build(
        _ series: [SeriesColumns], _ resolution: Resolution, window: Int64, stripe: Int64, isFinal: Bool
    ) throws(BlockError) -> [New] {
        let last = series.compactMap(\.times.last).max() ?? 0
        let samples = series.reduce(0) { $0 + $1.times.count }
        // Roll-ups are small and stay for long: they are worth the effort at once.
        let blocks = try BlockBuilder.blocks(
            series, columns: resolution.columns, effort: isFinal || resolution != .raw ? .lasting : .brief)
        return blocks.map { data in
            New(
                resolution: resolution, window: window, stripe: stripe, isFinal: isFinal, last: last,
                samples: samples / max(1, blocks.count), data: data)
        }
    }

    static func insert(_ block: New, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO metric_blocks (resolution, window_start, stripe, is_final, last, samples, bytes, data)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                block.resolution.rawValue, block.window, block.stripe, block.isFinal, block.last, block.samples,
                block.data.count, Data(block.data),
            ])
    }

    static func delete(_ ids: [Int64], _ database: Database) throws {
        for id in ids { try database.execute(sql: "DELETE FROM metric_blocks WHERE id = ?", arguments: [id]) }
    }

    /// Rows that fulfil a condition, by window, stripe and id; it reads the index alone.
    static func extents(
        _ database: Database, where condition: String, _ arguments: StatementArguments
    ) throws -> [Extent] {
        let sql = """
            SELECT id, resolution, window_start, stripe, is_final, bytes, last FROM metric_blocks
            WHERE \(condition) ORDER BY resolution, window_start, stripe, id
            """
        return try Row.fetchAll(database, sql: sql, arguments: arguments).compactMap { row in
            let number: Int = try row.decode(forColumn: "resolution")
            guard let resolution = Resolution(rawValue: number) else { return nil }
            return Extent(
                id: try row.decode(forColumn: "id"), resolution: resolution,
                window: try row.decode(forColumn: "window_start"), stripe: try row.decode(forColumn: "stripe"),
                isFinal: try row.decode(forColumn: "is_final"), bytes: try row.decode(forColumn: "bytes"),
                last: try row.decode(forColumn: "last"))
        }
    }

    /// The data of a row; nil where it is gone.
    static func data(_ database: Database, id: Int64) throws -> [UInt8]? {
        let statement = try database.cachedStatement(sql: "SELECT data FROM metric_blocks WHERE id = ?")
        return try Data.fetchOne(statement, arguments: [id]).map { [UInt8]($0) }
    }
}
