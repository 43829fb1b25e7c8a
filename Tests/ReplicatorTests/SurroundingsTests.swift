import Replication
import Testing

@testable import Replicator

@Suite("What a replicator is given of the world")
struct SurroundingsTests {
    @Test("Salts and words come from the given chance alone")
    func chance() {
        let surroundings = ReplicatorSurroundings(now: { 0 }, elapsed: { 0 }, sleep: { _ in }, random: { 7 })
        #expect(surroundings.word() == Word128(UInt128(7) << 64 | 7))
        #expect(surroundings.salt() == surroundings.salt())
    }
}
