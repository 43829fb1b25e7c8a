import Foundation
import Replication
import Support
import Testing

@Suite("A simulated replica")
struct SimulationTests {
    /// 300 seeds; `GEOCLIMATE_REPLICA_SEEDS` asks for more, for soaks.
    @Test("Whatever happens, the newest promised state and every retained point come back exactly")
    func seeds() throws {
        let count = ProcessInfo.processInfo.environment["GEOCLIMATE_REPLICA_SEEDS"].flatMap { UInt64($0) } ?? 300
        let key = try ReplicaScenario.key(seed: 1)
        let pageSize = try #require(PageSize(bytes: 4_096))
        var takeOvers = 0
        var deleted = 0
        for seed in 0..<count {
            var simulation = Simulation(seed: seed, key: key, pageSize: pageSize)
            simulation.live(steps: 80)
            takeOvers += simulation.inventory.timelines.count - 1
            deleted += simulation.oracle.count - simulation.store.count
            #expect(simulation.problems.isEmpty, "seed \(seed): \(simulation.problems)")
            guard simulation.problems.isEmpty else { return }
        }
        #expect(takeOvers > Int(count) / 20)
        #expect(deleted != 0)
    }
}
