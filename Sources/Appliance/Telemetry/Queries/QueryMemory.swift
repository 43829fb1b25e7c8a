/// What queries may hold in memory, by how much of it the machine has.
///
/// A quarter of the machine's memory is shared out to the queries that run at the same time, so that all of them at their
/// bound leave room for the rest of the daemon: 4 million samples each where there is 1 GB.
struct QueryMemory: Sendable, Equatable {
    /// The part of the machine's memory that all queries have together: one in so many.
    static let share: UInt64 = 4
    /// Bytes of one sample: a timestamp and a value.
    static let sampleBytes: UInt64 = 16
    /// Samples that a query may hold on the smallest of machines.
    static let leastSamples = 1_000_000

    /// Samples, and values of steps, that one query holds.
    let samples: Int

    /// Samples of one answer to a remote read, which stands in memory as samples, as a message and packed.
    var remoteReadSamples: Int { min(Limits.remoteReadSamples, samples / 3) }

    /// The shares of a machine with so many bytes of memory.
    init(machineBytes: UInt64) {
        let bytes = machineBytes / Self.share / UInt64(Limits.concurrentQueries)
        samples = min(max(Int(clamping: bytes / Self.sampleBytes), Self.leastSamples), Limits.queriedSamples)
    }
}
