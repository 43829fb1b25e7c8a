internal import GRDB
internal import TimeSeries

/// Reads whole blocks to put them together.
enum MergeReading {
    /// Every series of some blocks, and the ids of the rows that cannot be read.
    ///
    /// Series are in the order of ids and each in the order of time; of two samples at one time the one of the later block
    /// counts.
    static func series(
        of blocks: [MetricBlocks.Extent], _ database: Database
    ) throws -> (series: [SeriesColumns], damaged: Set<Int64>) {
        var found: [UInt32: SeriesColumns] = [:]
        var damaged: Set<Int64> = []
        for extent in blocks.sorted(by: { $0.id < $1.id }) {
            guard let bytes = try MetricBlocks.data(database, id: extent.id) else { continue }
            do throws(BlockError) {
                let block = try Block(bytes)
                guard block.columnCount == extent.resolution.columns else { throw .malformed("it has other columns") }
                var reader = BlockReader(block)
                var read: [SeriesColumns] = []
                for index in block.ids.indices { read.append(try reader.series(at: index)) }
                for one in read { found[one.id] = found[one.id].map { joined($0, one) } ?? one }
            } catch {
                damaged.insert(extent.id)
            }
        }
        return (found.values.sorted { $0.id < $1.id }, damaged)
    }

    private static func joined(_ one: SeriesColumns, _ other: SeriesColumns) -> SeriesColumns {
        var result = one
        if let last = one.times.last, let first = other.times.first, last < first {
            result.times += other.times
            for column in result.values.indices { result.values[column] += other.values[column] }
            return result
        }
        let times = one.times + other.times
        for column in result.values.indices {
            let ordered = SampleGathering.ordered(times, one.values[column] + other.values[column])
            result.times = ordered.times
            result.values[column] = ordered.values
        }
        return result
    }

    /// The value of each series of a stripe before a raw window, as the roll-ups know it, if it is not older than one
    /// window.
    static func lastValues(
        before window: Int64, stripe: Int64, _ database: Database
    ) throws -> [UInt32: Double] {
        let resolution = Resolution.fiveMinutes
        let extents = try MetricBlocks.extents(
            database, where: "resolution = ? AND window_start = ? AND stripe = ?",
            [resolution.rawValue, resolution.window(of: max(window, 1)), stripe])
        var values: [UInt32: (time: Int64, value: Double)] = [:]
        for extent in extents {
            guard let bytes = try MetricBlocks.data(database, id: extent.id) else { continue }
            // What cannot be read is no value to count from; reading and merging report it.
            guard let block = try? Block(bytes), block.columnCount == resolution.columns else { continue }
            var reader = BlockReader(block)
            for (index, id) in block.ids.enumerated() {
                guard let times = try? reader.times(at: index), let place = times.lastIndex(where: { $0 <= window }),
                    times[place] > window - Resolution.raw.windowMilliseconds,
                    times[place] >= values[id]?.time ?? .min,
                    let column = try? reader.values(at: index, column: RollupColumn.last.rawValue)
                else { continue }
                values[id] = (times[place], column[place])
            }
        }
        return values.mapValues(\.value)
    }
}
