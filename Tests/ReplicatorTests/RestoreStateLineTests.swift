import Replication
import Testing

@testable import Replicator

@Suite("States that a time may mean")
struct RestoreStateLineTests {
    private func inventory() -> Inventory {
        var inventory = Inventory()
        inventory.timelines = [1: nil, 2: ReplicaPoint(timeline: 1, sequence: 20)]
        inventory.snapshots = [
            SnapshotRecord(point: ReplicaPoint(timeline: 1, sequence: 4), parts: 1, timestamp: 4),
            SnapshotRecord(point: ReplicaPoint(timeline: 2, sequence: 20), parts: 1, timestamp: 20),
        ]
        inventory.runs = [RunRecord(timeline: 1, level: 1, sequences: 5...9, timestamp: 9)]
        var first = SequenceSet(2...3)
        for sequence in UInt64(10)...25 { first.insert(sequence) }
        inventory.segments = [1: first, 2: SequenceSet(21...22)]
        return inventory
    }

    @Test("They begin with the oldest snapshot and follow the timelines")
    func line() throws {
        let line = try StateLine(to: ReplicaPoint(timeline: 2, sequence: 22), in: inventory())
        let states = (0..<line.count).compactMap { line.state(at: $0) }
        let expected =
            [(1, 4), (1, 9)] + (10...20).map { (1, $0) } + [(2, 20), (2, 21), (2, 22)]
        #expect(states == expected.map { ReplicaPoint(timeline: UInt32($0.0), sequence: UInt64($0.1)) })
        #expect(line.state(at: line.count) == nil)
        #expect(line.timelines == [1, 2])
    }

    @Test("A run and a snapshot that was kept alone are no gaps; a missing segment is one")
    func gaps() throws {
        var inventory = inventory()
        let end = ReplicaPoint(timeline: 2, sequence: 22)
        let whole = try StateLine(to: end, in: inventory)
        for place in 0..<whole.count { #expect(whole.gap(behind: place) == nil) }
        inventory.segments[1]?.remove(15)
        let broken = try StateLine(to: end, in: inventory)
        let gaps = (0..<broken.count).compactMap { broken.gap(behind: $0) }
        #expect(
            gaps == [
                .gap(
                    missing: ReplicaPoint(timeline: 1, sequence: 15),
                    reachable: ReplicaPoint(timeline: 1, sequence: 14))
            ])
        inventory.segments[1]?.remove(16)
        inventory.snapshots.append(
            SnapshotRecord(point: ReplicaPoint(timeline: 1, sequence: 16), parts: 1, timestamp: 16))
        let thinned = try StateLine(to: end, in: inventory)
        for place in 0..<thinned.count { #expect(thinned.gap(behind: place) == nil) }
    }

    @Test("Without a snapshot there are none")
    func empty() throws {
        var inventory = inventory()
        inventory.snapshots = []
        #expect(try StateLine(to: ReplicaPoint(timeline: 2, sequence: 22), in: inventory).count == 0)
    }
}
