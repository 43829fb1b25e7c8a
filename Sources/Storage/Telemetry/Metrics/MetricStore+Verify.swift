internal import GRDB
internal import Synchronization
public import TimeSeries

/// A block that cannot be read; everything else can.
public struct DamagedBlock: Sendable, Hashable, CustomStringConvertible {
    /// Its row in `metric_blocks`.
    public let id: Int64
    /// How finely its samples were kept.
    public let resolution: Resolution
    /// After which time its samples are, in milliseconds since 1970.
    public let after: Int64
    /// What is wrong with it.
    public let reason: String

    /// The sentence for people.
    public var description: String {
        "Block \(id) (samples after \(after)) cannot be read: \(reason)"
    }
}

/// What a verification has read.
public struct MetricVerification: Sendable {
    /// Blocks that were read, damaged ones included.
    public var blocks = 0
    /// Samples, or values of roll-ups, in the blocks that could be read.
    public var samples = 0
    /// At most ``Limits/listedDamagedBlocks``.
    public var damaged: [DamagedBlock] = []
    /// All of them, listed or not.
    public var damagedCount = 0
}

extension MetricStore {
    /// Reads every block whole and says which cannot be read; each is read by itself, so that no reader is long.
    public func verify(isCancelled: () -> Bool = { false }) throws -> MetricVerification {
        var result = MetricVerification()
        var ids: Set<Int64> = []
        for extent in try database.read({ try MetricBlocks.extents($0, where: "true", []) }) {
            if isCancelled() { throw TelemetryError.cancelled }
            guard let bytes = try database.read({ try MetricBlocks.data($0, id: extent.id) }) else { continue }
            result.blocks += 1
            do throws(BlockError) {
                var reader = BlockReader(try Block(bytes))
                for index in reader.block.ids.indices {
                    result.samples += try reader.series(at: index).values.reduce(0) { $0 + $1.count }
                }
            } catch {
                ids.insert(extent.id)
                result.damagedCount += 1
                guard result.damaged.count < limits.listedDamagedBlocks else { continue }
                result.damaged.append(
                    DamagedBlock(
                        id: extent.id, resolution: extent.resolution, after: extent.window, reason: "\(error)"))
            }
        }
        noteDamaged(ids)
        return result
    }
}
