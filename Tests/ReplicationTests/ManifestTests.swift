import Replication
import Support
import Testing

@Suite("Manifests and listings")
struct ManifestTests {
    private let database = DatabaseID(1)
    private let manifest = Manifest(
        generation: 9, timelines: [1: nil, 2: ReplicaPoint(timeline: 1, sequence: 7)],
        snapshots: [SnapshotRecord(point: ReplicaPoint(timeline: 1, sequence: 3), parts: 2, timestamp: -5)],
        runs: [RunRecord(timeline: 1, level: 1, sequences: 4...7, timestamp: 8)], tombstones: ["db/x": 1, "db/ä": 2])

    @Test("A manifest reads as it was written, and no beginning or change of it does")
    func roundTrip() throws {
        let bytes = try manifest.bytes()
        #expect(try Manifest(bytes) == manifest)
        for count in 0..<bytes.count {
            #expect(throws: ObjectError.self) { try Manifest(Array(bytes.prefix(count))) }
        }
        #expect(throws: ObjectError.self) { try Manifest(bytes + [0]) }
        var limits = Limits.standard
        limits.manifestEntries = 2
        #expect(try Manifest(manifest.bytes(limits: limits), limits: limits) == manifest)
        limits.manifestEntries = 1
        #expect(throws: ObjectError.self) { try manifest.bytes(limits: limits) }
        #expect(throws: ObjectError.self) { try Manifest(bytes, limits: limits) }
    }

    @Test("Random bytes are refused without harm", arguments: 0..<50 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var bytes = try manifest.bytes()
        for _ in 0..<50 {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            _ = try? Manifest(bytes)
        }
    }

    @Test("Only whole snapshots and listed runs count, and segments of known timelines")
    func listing() throws {
        var keys: [ReplicaKey] = (1...8).map { .segment(database, timeline: 1, sequence: $0) }
        keys += [.segment(database, timeline: 2, sequence: 8), .segment(database, timeline: 3, sequence: 9)]
        keys.append(.snapshot(database, timeline: 1, sequence: 3, part: 0))
        #expect(Inventory(keys: keys, manifest: manifest).snapshots.isEmpty)
        #expect(Inventory(keys: keys, manifest: manifest).runs.isEmpty)
        keys.append(.snapshot(database, timeline: 1, sequence: 3, part: 1))
        keys.append(.run(database, timeline: 1, level: 1, sequences: 4...7))
        let inventory = Inventory(keys: keys, manifest: manifest)
        #expect(inventory.snapshots == manifest.snapshots)
        #expect(inventory.runs == manifest.runs)
        #expect(inventory.end == ReplicaPoint(timeline: 2, sequence: 8))
        #expect(try RestorePlan.make(to: nil, from: inventory).changes.map(\.first) == [4, 8])
        #expect(Inventory(keys: keys, manifest: nil).end == nil)

        var scenario = try ReplicaScenario()
        var epoch = try scenario.header(.epoch, sequences: 8...8, databasePages: 1)
        epoch.timeline = 3
        epoch.parentTimeline = 2
        let newer = Inventory(keys: keys, manifest: manifest, epochs: [epoch])
        #expect(newer.end == ReplicaPoint(timeline: 3, sequence: 9))
        #expect(try RestorePlan.make(to: nil, from: newer).changes.map(\.first) == [4, 8, 9])
    }
}
