import Signals
import Storage
import WireFormats

/// One request of remote write.
struct RemoteWriteBatch: Sendable, Equatable {
    /// A snappy block around the message.
    let body: [UInt8]
    let samples: Int

    /// The samples that some jobs have in a time, in requests of a bounded size; those of a series stay in order.
    ///
    /// - Throws: ``TelemetryError/tooManySamples(limit:)`` where a shorter time should be read.
    static func read(
        jobs: [String], in range: ClosedRange<Int64>, from store: MetricStore
    ) throws -> [RemoteWriteBatch] {
        var batches: [RemoteWriteBatch] = []
        var series: [WrittenSeries] = []
        var count = 0
        func finish() throws {
            guard count > 0 else { return }
            batches.append(RemoteWriteBatch(body: try RemoteWriteBody(series: series).snappy(), samples: count))
            series = []
            count = 0
        }
        for job in jobs {
            let selection = MetricSelection(
                [LabelMatcher("job", .equal(job))], from: range.lowerBound, through: range.upperBound,
                maximumSamples: Limits.remoteWriteSliceSamples)
            for one in try store.select(selection) {
                if count > 0, count + one.timestamps.count > Limits.remoteWriteBatchSamples { try finish() }
                series.append(WrittenSeries(one))
                count += one.timestamps.count
            }
        }
        try finish()
        return batches
    }
}
