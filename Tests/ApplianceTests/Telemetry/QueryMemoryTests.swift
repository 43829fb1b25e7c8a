import Testing

@testable import Appliance

/// What queries may hold follows from the machine.
@Suite struct QueryMemoryTests {
    @Test(arguments: [
        (machine: UInt64(0), samples: 1_000_000), (64 << 20, 1_000_000), (1 << 30, 4_194_304),
        (2 << 30, 8_388_608), (8 << 30, 33_554_432), (64 << 30, 50_000_000), (.max, 50_000_000),
    ]) func samplesFollowFromTheMachine(machine: UInt64, samples: Int) {
        let memory = QueryMemory(machineBytes: machine)
        #expect(memory.samples == samples)
        #expect(memory.remoteReadSamples == min(samples / 3, Limits.remoteReadSamples))
    }

    /// All queries together, at their bound, hold no more than their share.
    @Test(arguments: [UInt64(1) << 30, 2 << 30, 4 << 30]) func theShareHolds(machine: UInt64) {
        let samples = UInt64(QueryMemory(machineBytes: machine).samples) * UInt64(Limits.concurrentQueries)
        #expect(samples * QueryMemory.sampleBytes <= machine / QueryMemory.share)
    }
}
